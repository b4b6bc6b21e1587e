/** Arguments of commands come from views, links and other extensions: they are looked at before they are believed. */
import type { ClusterNode, FrameNode } from '../views/findings';

/** Id of a node of the Snapshots view, or the id itself. */
export function snapshotIdOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isNode(value, 'snapshot') && typeof value['id'] === 'string' ? value['id'] : undefined;
}

export function clusterNodeOf(value: unknown): ClusterNode | undefined {
  return isNode(value, 'cluster') ? (value as unknown as ClusterNode) : undefined;
}

export function frameNodeOf(value: unknown): FrameNode | undefined {
  return isNode(value, 'frame') ? (value as unknown as FrameNode) : undefined;
}

function isNode(value: unknown, type: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === type;
}
