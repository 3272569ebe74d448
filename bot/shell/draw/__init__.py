"""From numbers to pictures: SVG from a small kit of parts, rasterised with the fonts we bring."""
