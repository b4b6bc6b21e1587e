/** Answers that are no profile: the message says what came instead, and nobody is led astray. */
import assert from 'node:assert/strict';
import type http from 'node:http';
import { after, describe, it } from 'node:test';
import { captured, faulty, said, start, stopAll } from './outcome';
import type { Outcome } from './outcome';
import { counts, indexPage, pprof } from './support';

after(stopAll);

describe('an answer that is no profile', () => {
  const answers = (
    status: number,
    body: string,
    headers: http.OutgoingHttpHeaders = {},
  ): Promise<Outcome> =>
    faulty((_, __, response) => {
      response.writeHead(status, headers).end(body);
    });

  it('is a 404 of the router', async () => {
    const outcome = await answers(404, '404 page not found\n');
    assert.equal(
      said(outcome),
      'localhost:PORT answered, but /debug/pprof/goroutine was not found. Import net/http/pprof, or set the path prefix.',
    );
    assert.deepEqual(outcome.error?.actions, ['setPath', 'enablePprof']);
    assert.deepEqual([...outcome.sink.files], []);
  });

  it('wants credentials', async () => {
    for (const status of [401, 403]) {
      const outcome = await answers(status, 'no\n', { 'WWW-Authenticate': 'Basic realm="x"' });
      assert.equal(said(outcome), `localhost:PORT needs credentials (HTTP ${status}).`);
      assert.deepEqual(outcome.error?.actions, ['signIn']);
    }
  });

  it('is an error of the program or its proxy', async () => {
    const outcome = await answers(503, 'upstream connect error');
    assert.equal(
      said(outcome),
      'localhost:PORT answered HTTP 503: the program, or a proxy before it, failed.',
    );
    assert.deepEqual(outcome.error?.actions, ['showAnswer', 'retry']);
    assert.equal(outcome.error?.answer, 'upstream connect error');
  });

  it('is a login page', async () => {
    const outcome = await answers(200, '<!DOCTYPE html><html><form>Sign in</form></html>');
    assert.equal(
      said(outcome),
      'The server returned a web page, not a goroutine profile. A login proxy may be in the way.',
    );
  });

  it('is a page without end', async () => {
    const begin = Date.now();
    const outcome = await faulty((_, __, response) => {
      response.write('<html><body>');
      const more = (): unknown => response.writable && response.write('x'.repeat(65536), more);
      more();
    });
    assert.match(said(outcome) ?? '', /^The server returned a web page/);
    assert.ok(Date.now() - begin < 5000);
  });

  it('is the index page, for every path', async () => {
    assert.match(said(await answers(200, indexPage(5))) ?? '', /was not found\. Import net\/http/);
  });

  it('has another content type', async () => {
    const outcome = await answers(200, '{"error": "no such route"}', {
      'Content-Type': 'application/json; charset=utf-8',
    });
    assert.equal(
      said(outcome),
      'localhost:PORT answered with application/json, not a goroutine profile.',
    );
    assert.equal(outcome.error?.answer, '{"error": "no such route"}');
    const text = await answers(200, 'OK', { 'Content-Type': 'text/plain' });
    assert.equal(said(text), 'localhost:PORT answered with text/plain, not a goroutine profile.');
  });

  it('is empty', async () => {
    assert.equal(said(await answers(200, '')), 'localhost:PORT answered with an empty body.');
  });

  it('has a content type that says less than its body: the body decides', async () => {
    const { result } = await answers(200, counts, { 'Content-Type': 'application/json' });
    assert.equal(result?.problems.length, 0);
  });
});

describe('an answer that leads elsewhere', () => {
  it('redirects without end', async () => {
    const server = await start((request, response) => {
      response.writeHead(302, { Location: `/a?token=secret${request.url?.length ?? 0}` }).end();
    });
    const outcome = await captured(`localhost:${server.port}`);
    assert.equal(
      said(outcome),
      'localhost:PORT redirects without end (stopped after 3, last to http://localhost:PORT/a).',
    );
    assert.equal(server.asked.length, 4);
  });

  it('redirects to another origin, which is not asked and gets no credentials', async () => {
    const other = await start(pprof());
    const server = await start((_, response) => {
      const Location = `http://user:pw@localhost:${other.port}/login?next=x`;
      response.writeHead(302, { Location }).end();
    });
    const outcome = await captured(`http://me:secret@localhost:${server.port}`);
    assert.equal(
      said(outcome),
      'localhost:PORT redirects to http://localhost:PORT, another origin. Not followed: credentials stay where they belong.',
    );
    assert.deepEqual(other.asked, []);
  });

  it('redirects inside its origin and is followed', async () => {
    const healthy = pprof();
    const server = await start((request, response) => {
      const moved = !request.url?.startsWith('/debug/pprof/moved/');
      if (moved) {
        const path = (request.url ?? '').replace('/debug/pprof/', '/debug/pprof/moved/');
        const Location = `http://some:body@${request.headers.host ?? ''}${path}`;
        return response.writeHead(307, { Location }).end();
      }
      request.url = request.url?.replace('moved/', '');
      return healthy(request, response);
    });
    const { result } = await captured(`localhost:${server.port}`);
    assert.equal(result?.bodies.length, 2);
    assert.ok(server.headers.every(({ authorization }) => authorization === undefined));
  });
});
