/** The reference page of all settings, from the settings table. */
import { showValue } from '../../src/settings/read-settings.js';
import type { Setting } from '../../src/settings/setting.js';
import { groupTitles, settingGroups } from '../../src/settings/table.js';
import { code, generatedNotice, plain, table } from './markdown.js';

const introduction = `# Settings

Every environment variable that the distro reads. It needs none of them: without any, telemetry goes to a collector on this machine.

- A blank value counts as not set; spaces around a value do not matter; names in lists and enums may be in any case.
- A value that cannot be used is reported once, with what is allowed and what is used instead
  ([setting-invalid](problems.md#setting-invalid), [setting-unsupported](problems.md#setting-unsupported)).
  In a list only the bad members are left out.
- A variable for one signal wins over the variable for all signals.
- Values marked *secret* never appear in any message.
- When \`OTEL_CONFIG_FILE\` is set, that file describes the SDK. Beside it only \`OTEL_DISTRO_*\`, the lists of enabled and disabled
  instrumentations and the proxy variables count.`;

function showDefault(setting: Setting<unknown>): string {
  if (setting.defaultDoc !== undefined) return plain(setting.defaultDoc);
  const { default: value } = setting;
  const empty = value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return empty ? 'not set' : code(showValue(setting, value));
}

function showMeaning(setting: Setting<unknown>): string {
  return [
    plain(setting.doc),
    setting.secret ? '*Secret.*' : '',
    setting.deprecated === undefined ? '' : `**Deprecated:** ${plain(setting.deprecated)}`,
    setting.deviation === undefined ? '' : `**Different here:** ${plain(setting.deviation)}`,
  ].filter((part) => part !== '').join(' ');
}

function showNames({ env: [canonical, ...others] }: Setting<unknown>): string {
  return others.length === 0 ? code(canonical) : `${code(canonical)}, also ${others.map(code).join(', ')}`;
}

export function renderSettings(): string {
  const sections = settingGroups.map(([group, rows]) => {
    const cells = rows.map(({ setting }) => [
      showNames(setting),
      `${setting.kind.name}: ${plain(setting.kind.allowed)}`,
      showDefault(setting),
      setting.stability,
      showMeaning(setting),
    ]);
    return `## ${groupTitles[group]}\n\n${table(['Variable', 'Value', 'Default', 'Stability', 'Meaning'], cells)}`;
  });
  return `${[generatedNotice, introduction, ...sections].join('\n\n')}\n`;
}
