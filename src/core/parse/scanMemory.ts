/** The scanner (`wasm/scan.ts`) and the memory it works in: bytes to read, rows it wrote, the tree of what it was taught. */
import { scannerCode } from './wasm/scan.wasm';

/** What core uses of WebAssembly; a host may lack it. */
interface WebAssemblyHost {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: ScannerExports };
}
declare const WebAssembly: WebAssemblyHost | undefined;

interface Global {
  readonly value: number;
}

/** Of `wasm/scan.ts`, where they are described. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly rows: Global;
  readonly lines: Global;
  readonly unusual: Global;
  readonly stack: Global;
  readonly stackSize: Global;
  readonly parent: Global;
  readonly lock: Global;
  scan(root: number, from: number, first: number): number;
  follow(node: number, from: number): number;
}

/** Layout of the memory: rows, then the window, then the tree. Untouched pages of it cost nothing. */
const rowsAt = 4096;
const maxRows = 4096;
const windowAt = 1 << 18;
/** Bytes of the window, and of the window of a reader without the scanner. */
export const windowBytes = 4 << 20;
const treeAt = windowAt + windowBytes;

/** Columns of the rows, as `wasm/scan.ts` lays them out. */
export interface ScannedRows {
  readonly ids: Float64Array;
  readonly parents: Float64Array;
  readonly locks: Float64Array;
  /** Numbers that {@link StackTree} gave. */
  readonly stacks: Uint32Array;
  readonly minutes: Int32Array;
  /** 1: locked to thread. */
  readonly locked: Uint8Array;
  /** Addresses of the goroutines' first bytes. */
  readonly places: Uint32Array;
}

export class ScanMemory {
  readonly rows: ScannedRows;
  /** Where the reader puts what is to be scanned. */
  readonly window: Uint8Array;
  readonly tree: Uint8Array;
  readonly treeWords: Uint32Array;

  constructor(readonly scanner: ScannerExports) {
    const { buffer } = scanner.memory;
    const column = (index: number) => rowsAt + index * maxRows * 4;
    this.rows = {
      ids: new Float64Array(buffer, column(0), maxRows),
      parents: new Float64Array(buffer, column(2), maxRows),
      locks: new Float64Array(buffer, column(4), maxRows),
      stacks: new Uint32Array(buffer, column(6), maxRows),
      minutes: new Int32Array(buffer, column(7), maxRows),
      locked: new Uint8Array(buffer, column(8), maxRows),
      places: new Uint32Array(buffer, column(9), maxRows),
    };
    this.window = new Uint8Array(buffer, windowAt, windowBytes);
    this.tree = new Uint8Array(buffer, treeAt);
    this.treeWords = new Uint32Array(buffer, treeAt);
  }
}

/** One is kept for the next reader: memory that was used before is faster than fresh memory. */
let spare: ScanMemory | undefined;
let module: object | undefined;

/** A scanner that nobody else uses; `undefined` where the host cannot run it: everything is read plainly then. */
export function takeScanMemory(): ScanMemory | undefined {
  const memory = spare;
  spare = undefined;
  if (memory !== undefined) return memory;
  if (typeof WebAssembly === 'undefined') return undefined;
  try {
    module ??= new WebAssembly.Module(scannerCode);
    return new ScanMemory(new WebAssembly.Instance(module).exports);
  } catch {
    // No vector instructions, or no address space left.
    return undefined;
  }
}

/** Gives a scanner back. Its former user must not touch it again. */
export function returnScanMemory(memory: ScanMemory): void {
  spare = memory;
}
