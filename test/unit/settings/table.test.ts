/** Every row of the settings table, with every sample of its kind: nothing here names a row, so a new row is tested at once. */
import assert from 'node:assert/strict';
import { describeSettings, readSettings, type SettingProblem, type SettingsReading } from '../../../src/settings/read-settings.js';
import type { Setting } from '../../../src/settings/setting.js';
import { groupTitles, settingGroups, settingRows, type SettingRow } from '../../../src/settings/table.js';

function noFile(path: string): string {
  throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
}

function read(environment: Record<string, string>): SettingsReading {
  return readSettings(environment, noFile);
}

function valueOf(reading: SettingsReading, { group, key }: SettingRow): unknown {
  const rows: Record<string, unknown> = reading.values[group];
  return rows[key];
}

function originOf(reading: SettingsReading, { group, key }: SettingRow): string | undefined {
  const rows: Record<string, string | undefined> = reading.origins[group];
  return rows[key];
}

/** What else must be set so that a sample does not collide with another row. */
function room(setting: Setting<unknown>): Record<string, string> {
  if (setting.env[0].endsWith('MAX_EXPORT_BATCH_SIZE')) {
    return { OTEL_BSP_MAX_QUEUE_SIZE: '2147483647', OTEL_BLRP_MAX_QUEUE_SIZE: '2147483647' };
  }
  if (setting.env[0] === 'OTEL_METRIC_EXPORT_TIMEOUT') return { OTEL_METRIC_EXPORT_INTERVAL: '2147483647' };
  return setting.kind.name === 'endpoint' ? { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' } : {};
}

function problemsOf(reading: SettingsReading, variable: string): readonly SettingProblem[] {
  return reading.problems.filter((problem) => problem.variable === variable);
}

describe('the settings table', () => {
  it('has each variable in one row only', () => {
    const names = settingRows.flatMap(({ setting }) => setting.env);
    assert.deepEqual(names, [...new Set(names)]);
  });

  it('says in one sentence what each row does', () => {
    for (const { setting } of settingRows) assert.match(setting.doc, /^[A-Z/].+[.`]$/s, setting.env[0]);
  });

  it('has a title for every group', () => {
    assert.deepEqual(Object.keys(groupTitles).sort(), settingGroups.map(([group]) => group).sort());
  });

  it('gives every default, without a problem, when nothing is set', () => {
    const reading = read({});
    assert.deepEqual(reading.problems, []);
    for (const row of settingRows) {
      assert.deepEqual(valueOf(reading, row), row.setting.default, row.setting.env[0]);
      assert.equal(originOf(reading, row), undefined);
    }
  });

  for (const row of settingRows) {
    const { setting } = row;
    const samples = setting.kind.samples();
    for (const variable of setting.env) {
      describe(variable, () => {
        it('accepts the valid samples of its kind, with spaces around them', () => {
          for (const [text, value] of samples.valid) {
            const reading = read({ ...room(setting), [variable]: `  ${text}\t` });
            assert.deepEqual(problemsOf(reading, variable), [], text);
            assert.deepEqual(valueOf(reading, row), value, text);
            assert.equal(originOf(reading, row), variable, text);
          }
        });

        it('reports the invalid samples of its kind and uses the default', () => {
          for (const text of samples.invalid) {
            const reading = read({ ...room(setting), [variable]: text });
            const problems = problemsOf(reading, variable);
            assert.ok(problems.length > 0, `no problem with ${text}`);
            for (const { detail } of problems) {
              assert.ok(detail.startsWith(variable), detail);
              assert.ok(detail.includes(`allowed: ${setting.kind.allowed}`), detail);
              assert.ok(detail.includes('using the default, '), detail);
            }
            assert.deepEqual(valueOf(reading, row), setting.default, text);
            assert.equal(originOf(reading, row), undefined);
          }
        });

        it('takes a blank value for not set', () => {
          for (const text of ['', '  ', '\t\n']) {
            const reading = read({ [variable]: text });
            assert.deepEqual(reading.problems, []);
            assert.deepEqual(valueOf(reading, row), setting.default);
          }
        });

        if (setting.secret) {
          it('never shows its value', () => {
            const texts = [...samples.valid.map(([text]) => text), ...samples.invalid, 'canary', 'a=canary,canary', 'http://canary:canary@canary:x'];
            for (const text of texts) {
              const environment = { [variable]: text };
              const details = read(environment).problems.map(({ detail }) => detail.replace(variable, '').replace(setting.kind.allowed, ''));
              const shown = [...details, ...describeSettings(environment).map(({ value }) => value)].join('\n');
              assert.ok(!shown.includes(text) && !shown.includes('canary'), shown);
            }
          });
        }
      });
    }

    if (setting.env.length > 1) {
      const [canonical, alias] = setting.env;
      const [good] = samples.valid.at(-1) ?? [];
      const [bad] = samples.invalid;

      it(`${canonical} wins over ${alias ?? ''}, unless its value cannot be used`, () => {
        assert.ok(alias !== undefined && good !== undefined);
        assert.equal(originOf(read({ [canonical]: good, [alias]: good }), row), canonical);
        if (bad !== undefined) {
          const reading = read({ [canonical]: bad, [alias]: good });
          assert.equal(originOf(reading, row), alias);
          assert.equal(problemsOf(reading, canonical).length, 1);
        }
      });
    }

    const { inherits } = setting;
    if (inherits !== undefined) {
      it(`${setting.env[0]} wins over ${inherits.env[0]}, and has its value otherwise`, () => {
        const [[first] = [''], second] = [samples.valid[0] ?? [''], samples.valid.at(-1)];
        assert.ok(second !== undefined);
        const inherited = read({ [inherits.env[0]]: second[0] });
        assert.deepEqual(valueOf(inherited, row), second[1]);
        assert.equal(originOf(inherited, row), inherits.env[0]);
        const both = read({ [inherits.env[0]]: second[0], [setting.env[0]]: first });
        assert.deepEqual(valueOf(both, row), samples.valid[0]?.[1]);
        assert.equal(originOf(both, row), setting.env[0]);
      });

      it(`a bad value of ${inherits.env[0]} is reported once, not again by ${setting.env[0]}`, () => {
        for (const text of inherits.kind.samples().invalid) {
          const details: string[] = read({ [inherits.env[0]]: text }).problems.map(({ detail }) => detail);
          assert.deepEqual(details, [...new Set(details)]);
        }
      });
    }
  }
});
