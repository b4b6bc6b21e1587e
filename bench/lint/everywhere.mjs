/** What the rules would say if a goroutine stood at each operation of a module that can wait. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundle } from '../bundle.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(import.meta.url);

/** The product's own code, bundled: what is measured is what runs. */
export async function loadProduct() {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'goroutine-lens-lint-'));
  const contents = `export { openGoSource } from './src/source/goSource';
                    export { blockedAt } from './src/core/lint/blocked';
                    export { modelOf, runnerOf } from './src/core/lint/model';
                    export { openPackage } from './src/core/lint/package';
                    export { rules } from './src/core/lint/rules';
                    export { formatText } from './src/core/report/english';`;
  const alias = { 'web-tree-sitter': require.resolve('web-tree-sitter') };
  const outfile = await bundle(path.join(work, 'lint.cjs'), contents, { alias });
  for (const [name, file] of [
    ['web-tree-sitter', 'web-tree-sitter.wasm'],
    ['tree-sitter-go', 'tree-sitter-go.wasm'],
  ])
    fs.copyFileSync(path.join(root, 'node_modules', name, file), path.join(work, file));
  const product = require(outfile);
  const dispose = () => fs.rmSync(work, { recursive: true, force: true });
  return { ...product, wasmDir: work, dispose };
}

/** Go files of a module, without its tests unless they are asked for, and without what is no code of it. */
export function goFiles(folder, tests) {
  const passedOver = /^(vendor|testdata|[._].*)$/;
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return passedOver.test(entry.name) ? [] : goFiles(full, tests);
    return entry.name.endsWith('.go') && (tests || !entry.name.endsWith('_test.go')) ? [full] : [];
  });
}

/**
 * `{lines, functions, operations, slowest: {ms, place}, hits}`. A hit is `{rule, certain, place, cause, text}`, places
 * relative to the folder; one that several operations have in common is named once.
 */
export async function hitsEverywhere(product, folder, { tests }) {
  const source = await product.openGoSource({ roots: [folder], wasmDir: product.wasmDir });
  const measured = { lines: 0, functions: 0, operations: 0, slowest: { ms: 0, place: '' } };
  const hits = new Map();
  const packages = new Map();
  const packageOf = (file, name) => {
    const key = `${path.dirname(file)} ${name} ${file.endsWith('_test.go') ? file : ''}`;
    if (!packages.has(key))
      packages.set(
        key,
        product.openPackage(file, source.syntaxPort, word => source.filesMentioning(word)),
      );
    return packages.get(key);
  };
  for (const file of goFiles(folder, tests)) {
    const facts = source.facts(file);
    measured.lines += facts?.lineCount ?? 0;
    for (const { startLine } of facts?.functions ?? []) {
      const syntax = source.syntaxPort.functionAt(file, startLine);
      if (!syntax) continue;
      measured.functions++;
      const at = {
        product,
        model: product.modelOf(syntax),
        pkg: packageOf(file, facts.packageName),
      };
      for (const node of at.model.nodes) {
        const kind = waitOf(node, at);
        if (!kind) continue;
        measured.operations++;
        const begin = performance.now();
        const place = placeIn(folder, { file, line: node.line });
        for (const hit of hitsAt(node, kind, at)) addHit(hits, hit, place, folder, product);
        const ms = performance.now() - begin;
        if (ms > measured.slowest.ms) measured.slowest = { ms, place };
      }
    }
  }
  source.dispose();
  return { ...measured, hits: [...hits.values()] };
}

function hitsAt(node, kind, { product, model, pkg }) {
  const inLiteral = product.runnerOf(model, node) !== undefined;
  const standing = { line: node.line, kind, inLiteral };
  const blocked = product.blockedAt(model, standing, pkg, () => undefined);
  if (blocked?.node !== node) return [];
  return product.rules.flatMap(rule => rule.evaluate(blocked));
}

function addHit(hits, { rule, certain, cause, text }, place, folder, product) {
  const causePlace = placeIn(folder, cause);
  const key = `${rule} ${certain} ${causePlace}`;
  if (!hits.has(key))
    hits.set(key, { rule, certain, place, cause: causePlace, text: product.formatText(text) });
}

const placeIn = (folder, { file, line }) => `${path.relative(folder, file)}:${line}`;

/**
 * What a goroutine at this node would wait for, as a dump prints it; undefined when it cannot wait there, or when the text
 * does not tell: a loop over a list, the `Wait` of a command.
 */
function waitOf(node, { model, pkg }) {
  switch (node.kind) {
    case 'send':
      return 'send';
    case 'unary':
      return node.operator === '<-' ? 'recv' : undefined;
    case 'range':
      return /^(<- ?)?chan\b/.test(typeOf(node.over, model, pkg)) ? 'recv' : undefined;
    case 'select': {
      const waits = node.clauses.length !== 1 && !node.clauses.some(clause => clause.isDefault);
      return waits ? (node.clauses.length === 0 ? 'select-none' : 'select') : undefined;
    }
    case 'call':
      return waitOfCall(node, model, pkg);
    default:
      return undefined;
  }
}

function waitOfCall({ callee, args }, model, pkg) {
  if (callee.kind !== 'selector' || args.length > 0) return undefined;
  if (callee.field === 'Lock') return 'mutex';
  if (callee.field === 'RLock') return 'rlock';
  if (callee.field !== 'Wait') return undefined;
  const type = typeOf(callee.operand, model, pkg);
  if (/^\*?sync\.WaitGroup$/.test(type)) return 'waitgroup';
  return /^\*?sync\.Cond$/.test(type) ? 'cond' : undefined;
}

function typeOf(expression, model, pkg) {
  const type = pkg.typeOf(expression, model);
  if (type !== undefined || expression.kind !== 'name') return type ?? '';
  const { value } = model.variableOf(expression) ?? {};
  const callee =
    value?.kind === 'call' && value.callee.kind === 'selector' ? value.callee : undefined;
  return callee?.field === 'NewCond' ? 'sync.Cond' : '';
}
