import type * as vscode from 'vscode';
import type { Server } from './client';
import type { CredentialStore } from './credentialStore';
import type { PanelHost } from './panelHost';
import type { Session } from './session';

/** What a command has at hand. */
export interface App {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
  readonly session: Session;
  readonly credentials: CredentialStore;
  readonly panel: PanelHost;
}

/** One command: its arguments come from menus, links and other extensions, so they are checked by whoever runs. */
export type Run = (app: App, ...args: readonly unknown[]) => unknown;
