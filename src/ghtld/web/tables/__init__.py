"""Tables: one model of rows and cells, and how it is written as HTML, CSV and XLSX."""
