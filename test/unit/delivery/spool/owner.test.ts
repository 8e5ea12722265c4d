/** Who counts as the living owner of a folder, and who does not. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { isOwnerAlive, isOwnerName, newOwnerName, newReleasedName } from '../../../../src/delivery/spool/owner.js';
import { skipUnless } from '../../../support/skip.js';
import { waitUntil } from '../../../support/wait-until.js';

const nowMs = 1_795_000_000_000;
const longAgoMs = nowMs - 86_400_000;
const noProc = existsSync('/proc/thread-self') ? undefined : 'Linux';

/** The name of this thread with some parts changed. */
function nameWith(parts: { machine?: string; pid?: number; threadId?: number; startTicks?: number }): string {
  const [prefix, machine, pid, threadId, startTicks, nonce] = newOwnerName().split('.');
  return [prefix, parts.machine ?? machine, parts.pid ?? pid, parts.threadId ?? threadId, parts.startTicks ?? startTicks, nonce].join('.');
}

describe('owners of the spool', () => {
  it('names are not used twice, and known', () => {
    assert.notEqual(newOwnerName(), newOwnerName());
    assert.ok(isOwnerName(newOwnerName()));
    assert.ok(isOwnerName(newReleasedName()));
    for (const other of ['', 'spool1', 'spool2.left.0123456789abcdef', 'data', `${newOwnerName()}.bak`]) assert.equal(isOwnerName(other), false, other);
  });

  it('this thread lives, however old its heartbeat', function () {
    skipUnless(this, noProc);
    assert.equal(isOwnerAlive(newOwnerName(), longAgoMs, nowMs), true);
  });

  it('a process with the same id that was started at another time is not the owner, however new the heartbeat', function () {
    skipUnless(this, noProc);
    assert.equal(isOwnerAlive(nameWith({ startTicks: 1 }), nowMs, nowMs), false);
  });

  it('a thread that is gone is dead while its process lives', function () {
    skipUnless(this, noProc);
    assert.equal(isOwnerAlive(nameWith({ threadId: 4_194_305 }), nowMs, nowMs), false);
  });

  it('a killed process that nobody has collected yet is dead', async function () {
    skipUnless(this, noProc);
    // the shell does not collect its child before its own end
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
      const fields = (): string[] => (existsSync(`/proc/${pid}/stat`) ? (readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []) : ['gone']);
      const name = nameWith({ pid, threadId: pid, startTicks: Number(fields()[19]) });
      assert.equal(isOwnerAlive(name, longAgoMs, nowMs), true);
      process.kill(pid, 'SIGKILL');
      // or somebody has, as some sandboxes do
      await waitUntil(() => ['Z', 'gone'].includes(fields()[0] ?? ''));
      assert.equal(isOwnerAlive(name, nowMs, nowMs), false);
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('what was released belongs to nobody', () => assert.equal(isOwnerAlive(newReleasedName(), nowMs, nowMs), false));

  describe('whose processes cannot be seen from here', () => {
    const name = nameWith({ machine: '0123456789abcdef-4026532000' });
    for (const [what, ageMs, isAlive] of [
      ['lives while its heart beats', 10_000, true],
      ['is dead some time after the last beat', 20_000, false],
      ['lives when its clock is ahead', -60_000, true],
      ['is dead when the clock was set back for long', -86_400_000, false],
    ] as const) {
      it(what, () => assert.equal(isOwnerAlive(name, nowMs - ageMs, nowMs), isAlive));
    }
  });
});
