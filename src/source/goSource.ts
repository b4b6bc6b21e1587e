/** The user's Go code as core sees it: modules, files and what their syntax says. */
import fs from 'node:fs';
import path from 'node:path';
import type { IgnoredFunction, SyntaxPort } from '../core/lint/port';
import type { SourceModule, SourcePort } from '../core/locate/port';
import { createFactsCache, type FactsCache } from './factsCache';
import { findGoEnvironment, type GoEnvironment } from './goEnvironment';
import { findIgnoredFunctions } from './ignored';
import { findModules } from './modules';
import { openSyntaxPort } from './syntaxPort';
import { createOpenGuard, isInside } from './openGuard';
import { openGoSyntax, type GoSyntax } from './syntax';
import { walkWorkspace, type WorkspaceFiles } from './workspace';

export interface GoSourceOptions {
  /** Workspace folders, absolute. */
  readonly roots: readonly string[];
  readonly pathMappings?: readonly { readonly from: string; readonly to: string }[];
  /** Folder with web-tree-sitter.wasm and tree-sitter-go.wasm. */
  readonly wasmDir: string;
  /** Text of an editor with unsaved changes, or undefined. */
  readonly openText?: (file: string) => string | undefined;
}

export interface GoSource extends SourcePort {
  /** A file changed, appeared or vanished; without an argument: anything may have. */
  invalidate(file?: string): void;
  /** Other folders, mappings or editors from now on; what is not named stays. */
  refresh(options: Partial<GoSourceOptions>): Promise<void>;
  dispose(): void;
}

/**
 * Opens the code below `options.roots`. Never rejects: without the grammar there are modules and files but no facts, and
 * so no anchors. The folders are walked now and after {@link GoSource.invalidate}, files are read when first asked for.
 */
export async function openGoSource(options: GoSourceOptions): Promise<GoSource> {
  const source = new OpenedGoSource(options, await loadSyntax(options.wasmDir));
  source.lookAhead();
  return source;
}

async function loadSyntax(wasmDir: string): Promise<GoSyntax | undefined> {
  try {
    return await openGoSyntax(wasmDir);
  } catch {
    return undefined;
  }
}

/** What is found by looking around once. */
interface Surroundings {
  readonly files: WorkspaceFiles;
  readonly modules: readonly SourceModule[];
  readonly environment: GoEnvironment;
  readonly mayOpen: (file: string) => boolean;
  readonly mentions: Map<string, readonly string[] | undefined>;
  ignored: readonly IgnoredFunction[] | undefined;
  /** Listings below GOROOT and the module cache, where nothing changes. */
  readonly listings: Map<string, readonly string[]>;
}

/** Files searched for one identifier; in a larger workspace nothing is concluded from silence. */
const maxSearchedFiles = 5_000;

class OpenedGoSource implements GoSource {
  private options: GoSourceOptions;
  private syntax: GoSyntax | undefined;
  private cache: FactsCache;
  private known: Surroundings | undefined;

  constructor(options: GoSourceOptions, syntax: GoSyntax | undefined) {
    this.options = normalised(options);
    this.syntax = syntax;
    this.cache = createFactsCache(syntax, file => this.options.openText?.(file));
  }

  get roots(): readonly string[] {
    return this.options.roots;
  }

  get modules(): readonly SourceModule[] {
    return this.surroundings().modules;
  }

  get goroot(): string | undefined {
    return this.surroundings().environment.goroot;
  }

  get moduleCache(): string | undefined {
    return this.surroundings().environment.moduleCache;
  }

  get pathMappings(): readonly { readonly from: string; readonly to: string }[] {
    return this.options.pathMappings ?? [];
  }

  fileExists(file: string): boolean {
    try {
      return this.options.openText?.(file) !== undefined || fs.statSync(file).isFile();
    } catch {
      return false;
    }
  }

  filesNamed(baseName: string): readonly string[] {
    return (this.surroundings().files.goFilesByName.get(baseName) ?? []).slice(0, 50);
  }

  goFiles(dir: string): readonly string[] {
    const { environment, listings } = this.surroundings();
    const known = listings.get(dir);
    if (known) return known;
    const files = listGoFiles(dir);
    const folders = [environment.goroot, environment.moduleCache];
    if (folders.some(folder => folder !== undefined && isInside(dir, folder)))
      listings.set(dir, files);
    return files;
  }

  facts(file: string): ReturnType<SourcePort['facts']> {
    return this.cache.facts(file);
  }

  mentions(file: string, word: string): boolean {
    return this.cache.syntax(file)?.mentions(word) ?? true;
  }

  filesMentioning(identifier: string): readonly string[] | undefined {
    const { files, mentions } = this.surroundings();
    if (!mentions.has(identifier)) mentions.set(identifier, this.search(identifier, files));
    return mentions.get(identifier);
  }

  get syntaxPort(): SyntaxPort {
    return openSyntaxPort(this.cache, dir => this.goFiles(dir));
  }

  ignoredFunctions(): readonly IgnoredFunction[] {
    const known = this.surroundings();
    return (known.ignored ??= findIgnoredFunctions(known.files, file => this.cache.text(file)));
  }

  mayOpen(file: string): boolean {
    return this.surroundings().mayOpen(file);
  }

  join(dir: string, ...parts: string[]): string {
    return path.join(dir, ...parts);
  }

  invalidate(file?: string): void {
    this.cache.forget(file);
    if (file === undefined || this.changesSurroundings(file)) this.known = undefined;
    else if (this.known) this.known = { ...this.known, mentions: new Map(), ignored: undefined };
  }

  async refresh(options: Partial<GoSourceOptions>): Promise<void> {
    const wasmDir = this.options.wasmDir;
    this.options = normalised({ ...this.options, ...options });
    this.known = undefined;
    this.cache.forget();
    if (this.options.wasmDir === wasmDir) return;
    this.syntax?.dispose();
    this.syntax = await loadSyntax(this.options.wasmDir);
    this.cache = createFactsCache(this.syntax, file => this.options.openText?.(file));
  }

  dispose(): void {
    this.syntax?.dispose();
    this.syntax = undefined;
    this.cache = createFactsCache(undefined, () => undefined);
  }

  /** A module file, a folder, or a Go file that is new or gone. */
  private changesSurroundings(file: string): boolean {
    if (!file.endsWith('.go')) return true;
    const listed = this.known?.files.goFilesByName.get(path.basename(file))?.includes(file);
    return listed !== fs.existsSync(file);
  }

  private search(identifier: string, files: WorkspaceFiles): readonly string[] | undefined {
    const all = [...files.goFilesByName.values()].flat();
    if (files.truncated || all.length > maxSearchedFiles) return undefined;
    return all.filter(file => this.cache.text(file)?.includes(identifier)).sort();
  }

  /** Walks the folders before anyone waits for an answer. */
  lookAhead(): void {
    this.surroundings();
  }

  private surroundings(): Surroundings {
    return (this.known ??= this.lookAround());
  }

  private lookAround(): Surroundings {
    const { roots, pathMappings = [] } = this.options;
    const files = walkWorkspace(roots);
    const modules = findModules(roots, files);
    const environment = findGoEnvironment();
    const folders = [
      ...roots,
      ...modules.map(module => module.dir),
      ...pathMappings.map(mapping => mapping.to),
      environment.goroot,
      environment.moduleCache,
    ].filter(folder => folder !== undefined);
    return {
      files,
      modules,
      environment,
      mayOpen: createOpenGuard(folders),
      mentions: new Map(),
      ignored: undefined,
      listings: new Map(),
    };
  }
}

function listGoFiles(dir: string): string[] {
  try {
    const names = fs.readdirSync(dir).filter(name => name.endsWith('.go'));
    return names.sort().map(name => path.join(dir, name));
  } catch {
    return [];
  }
}

/** Absolute roots without trailing separators; the most specific mapping first. */
function normalised(options: GoSourceOptions): GoSourceOptions {
  return {
    ...options,
    roots: options.roots.map(root => path.resolve(root)),
    pathMappings: [...(options.pathMappings ?? [])].sort((a, b) => b.from.length - a.from.length),
  };
}
