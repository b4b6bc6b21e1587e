/** The begin of an answer that is no profile, as a read-only document: its text is in its address, nothing is kept. */
import * as vscode from 'vscode';
import { answerScheme } from './ids';

/** Shows what a server answered, as plain text. */
export async function showAnswer(answer: string): Promise<void> {
  const query = Buffer.from(answer, 'utf8').toString('base64url');
  const uri = vscode.Uri.from({ scheme: answerScheme, path: '/answer.txt', query });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
  await vscode.window.showTextDocument(document, { preview: true });
}

export function registerAnswers(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(answerScheme, {
    provideTextDocumentContent: ({ query }) => Buffer.from(query, 'base64url').toString('utf8'),
  });
}
