/** Who may hold a lock, without source: dumps of test/fixtures/programs/locked, by the versions of Go that print them otherwise. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { formatText } from '../../../src/core/report/english';
import { fixture } from '../../support/repository';
import { capture, findingIn, judged } from './support';

const versions = ['go1.18.10', 'go1.21.13', 'go1.26.8', 'go1.27.4'];

for (const version of versions)
  describe(`locks in a dump of ${version}`, () => {
    const file = fixture('dumps', version, 'locked.debug2.txt.gz');
    const analysis = judged([capture(gunzipSync(fs.readFileSync(file)).toString('utf8'))]);
    const said = (func: string) =>
      findingIn(analysis, func)
        .evidence.filter(({ kind }) => kind === 'K')
        .map(({ text }) => formatText(text));
    const idIn = (func: string) => {
      const cluster = analysis.clusters.find(
        ({ frames }) => frames[0] && frames.some(one => one.func === func),
      );
      return cluster?.ids[0] ?? 0;
    };

    it('names two goroutines that wait for each other', () => {
      const [pay, refund] = [idIn('main.(*account).pay'), idIn('main.(*shop).refund')];
      assert.deepEqual(said('main.(*account).pay'), [
        `It and goroutine ${refund}, blocked in refund, seem to wait for each other: each has the object of the other’s lock in hand.`,
        `1 goroutine waits for a lock whose object goroutine ${pay} has in hand.`,
      ]);
      assert.match(
        said('main.(*shop).refund').join(),
        new RegExp(`goroutine ${pay}, blocked in pay`),
      );
    });

    it('names the one that is blocked with the object in hand', () => {
      const publish = idIn('main.(*feed).publish');
      assert.deepEqual(said('main.(*feed).last'), [
        `Goroutine ${publish}, blocked in publish, may hold the lock: it alone has the object of this lock in hand.`,
      ]);
      assert.deepEqual(said('main.(*feed).publish'), [
        `6 goroutines wait for a lock whose object goroutine ${publish} has in hand.`,
      ]);
    });

    it('names nobody where several have it in hand', () => {
      assert.deepEqual(said('main.(*board).write'), []);
      assert.deepEqual(said('main.(*board).read'), []);
    });
  });
