// A layer imports what its tsconfig names. Every other package resolves to this file, which is not a module (TS2306).
