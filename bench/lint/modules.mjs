/** The modules whose code the rules are measured on: frozen versions, fetched by the go command, opened where it keeps them. */
import { spawnSync } from 'node:child_process';
import os from 'node:os';

export const modules = [
  'google.golang.org/grpc@v1.75.0',
  'go.etcd.io/etcd/server/v3@v3.6.4',
  'go.etcd.io/etcd/client/v3@v3.6.4',
  'github.com/prometheus/prometheus@v0.305.0',
  'github.com/jaegertracing/jaeger@v1.73.0',
  'golang.org/x/tools@v0.36.0',
  'golang.org/x/tools/gopls@v0.20.0',
  'github.com/nats-io/nats-server/v2@v2.11.8',
  'github.com/hashicorp/raft@v1.8.0',
  'github.com/thanos-io/thanos@v0.39.2',
  'k8s.io/client-go@v0.34.1',
  'go.mongodb.org/mongo-driver/v2@v2.10.0',
  'github.com/go-delve/delve@v1.27.2',
  'github.com/segmentio/kafka-go@v0.4.51',
  'golang.org/x/net@v0.62.0',
];

/** The folder of a module's source; throws when it is not to be had. */
export function folderOf(module) {
  const run = spawnSync('go', ['mod', 'download', '-json', module], {
    cwd: os.tmpdir(),
    encoding: 'utf8',
  });
  if (run.error) throw run.error;
  const { Dir, Error } = JSON.parse(run.stdout || '{}');
  if (!Dir) throw new globalThis.Error(`${module}: ${Error ?? run.stderr}`);
  return Dir;
}
