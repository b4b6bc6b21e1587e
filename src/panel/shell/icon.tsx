/** A codicon. It never stands for a word: what it means is said beside it or in a label. */
export type IconName =
  | 'warning'
  | 'error'
  | 'info'
  | 'pass'
  | 'question'
  | 'circle-slash'
  | 'star-full'
  | 'star-empty'
  | 'file-code'
  | 'package'
  | 'library'
  | 'file'
  | 'record'
  | 'checklist'
  | 'folder-opened'
  | 'go-to-file'
  | 'triangle-up'
  | 'triangle-down'
  | 'chevron-right'
  | 'chevron-down'
  | 'arrow-up'
  | 'arrow-down'
  | 'add'
  | 'dash'
  | 'arrow-swap'
  | 'close'
  | 'zoom-out'
  | 'screen-normal'
  | 'list-flat'
  | 'graph'
  | 'verified';

export function Icon({ name }: { readonly name: IconName }) {
  return <span class={`icon icon-${name}`} aria-hidden="true" />;
}
