/** The table of tokens that vendors mark with a prefix or another fixed part: one row for each form. */
import { alnum, at, base64, dash, digit, dot, hex, lower, lowerHex, pad, percent, slash, tilde, underscore, upper, url, word } from './charsets.js';

/** A fixed text, or so many characters of a set; the last one is greedy, the others are followed by what is not in their set. */
export type TokenPart = string | readonly [set: number, min: number, max?: number];

export interface TokenForm {
  readonly vendor: string;
  /** What stands in front of the mark; undefined = the mark begins the token. */
  readonly head: readonly [set: number, min: number, max: number] | undefined;
  /** The fixed texts that mark the token, in exact case. */
  readonly marks: readonly string[];
  readonly tail: readonly TokenPart[];
  /** The mark might begin a name: the token holds a digit. */
  readonly hasDigit?: boolean;
  /** The mark is so short that it might stand anywhere: the token is not a part of a path, of a name with dots or dashes, or of base64. */
  readonly standsAlone?: boolean;
  /** The mark is the address of a webhook and stays. */
  readonly keepsMark?: boolean;
}

/** As long as it goes; only for sets that hold all letters and digits, and for tokens that need no digit: they cannot fail behind it, so that the time stays linear. */
const open = Infinity;
const dotted = url | dot;
const padded = url | pad;
const uuid = [hex | dash, 36] as const;

function form(vendor: string, marks: string | readonly string[], ...tail: readonly TokenPart[]): TokenForm {
  return { vendor, head: undefined, marks: typeof marks === 'string' ? [marks] : marks, tail };
}

function headed(vendor: string, head: NonNullable<TokenForm['head']>, marks: string | readonly string[], ...tail: readonly TokenPart[]): TokenForm {
  return { ...form(vendor, marks, ...tail), head };
}

const numbered = (token: TokenForm): TokenForm => ({ ...token, hasDigit: true });
const alone = (token: TokenForm): TokenForm => ({ ...token, hasDigit: true, standsAlone: true });
const webhook = (token: TokenForm): TokenForm => ({ ...token, keepsMark: true });

/** `ab` and `-` → `ab-` for each of several endings. */
function each(start: string, endings: string, close: string): readonly string[] {
  return endings.split(' ').map((ending) => start + ending + close);
}

/** The longest text in base64 that does not depend on what follows. */
function inBase64(text: string): string {
  return Buffer.from(text.slice(0, text.length - (text.length % 3))).toString('base64');
}

export const tokenForms: readonly TokenForm[] = [
  // clouds
  form('AWS', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], [upper, 16]),
  form('AWS', 'A3T', [upper, 17]),
  form('AWS session', ['IQoJb3JpZ2luX2Vj', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz', 'FwoDYXdz', 'FQoDYXdz'], [base64 | pad | percent, 40, open]),
  form('AWS Bedrock', 'bedrock-api-key-', [base64 | pad, 16, open]),
  form('AWS Bedrock', 'ABSK', [base64 | pad, 100, open]),
  form('AWS Marketplace', 'amzn.mws.', uuid),
  form('Amazon', 'amzn1.oa2-cs.v1.', [hex, 64]),
  form('Google', 'AIza', [url, 30, 60]),
  form('Google', 'AQ.Ab', [url, 40, open]),
  form('Google OAuth', 'ya29.', [dotted, 20, open]),
  form('Google OAuth', 'GOCSPX-', [url, 20, open]),
  alone(form('Google OAuth', ['1//0', '1/'], [url, 40, 255])),
  form('Firebase', 'AAAA', [url, 7], ':', [url, 100, open]),
  headed('Azure', [alnum | underscore | tilde | dot, 3, 3], each('', '0 1 2 3 4 5 6 7 8 9', 'Q~'), [dotted | tilde, 31, 34]),
  form('Alibaba', 'LTAI', [alnum, 12, 24]),
  form('Tencent', 'AKID', [alnum, 32]),
  form('Volcengine', ['AKLT', 'AKAP'], [base64 | pad, 40, 80]),
  form('Baidu', 'bce-v3/ALTAK-', [url | slash, 40, open]),
  form('Yandex', 't1.', [url, 8, 100], [pad, 0, 2], '.', [url, 80, 100], [pad, 0, 2]),
  alone(form('Yandex', 'AQVN', [url, 35, 38])),
  alone(form('Yandex', 'YC', [url, 38])),
  form('Yandex', ['y0_', 'y1_', 'y2_', 'y3_'], [url, 40, open]),
  form('DigitalOcean', ['dop_v1_', 'doo_v1_', 'dor_v1_'], [alnum, 60, 70]),
  form('Aiven', 'AVNS_', [url, 14, open]),
  form('Cloudflare', ['cfk_', 'cfut_', 'cfat_'], [alnum, 40, 60]),
  form('Cloudflare origin CA', 'v1.0-', [hex, 24], '-', [hex, 146]),
  form('Heroku', 'HRKU-', [url, 36, open]),
  form('Fly.io', 'fo1_', [url, 40, open]),
  form('Fly.io', ['fm1a_', 'fm1r_', 'fm2_'], [base64 | pad, 100, open]),
  form('Render', 'rnd_', [alnum, 28, 60]),
  form('Netlify', each('nf', 'p c o u r b', '_'), [alnum, 30, 60]),
  form('Vercel', ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'], [alnum, 20, 60]),
  form('Vercel', 'vercel_blob_rw_', [word, 24, open]),
  form('Scalingo', 'tk-us-', [url, 40, 60]),
  form('Supabase', ['sbp_', 'sbp_v0_', 'sbp_oauth_'], [alnum, 40]),
  form('Supabase', 'sb_secret_', [url, 20, open]),
  form('Neon', 'npg_', [alnum, 12, 24]),
  form('Neon', 'napi_', [alnum, 40, open]),
  form('PlanetScale', ['pscale_tkn_', 'pscale_oauth_', 'pscale_pw_'], [dotted | pad, 30, 70]),
  form('Xata', 'xau_', [alnum, 30, open]),
  form('ClickHouse', '4b1d', [alnum, 38]),
  form('MongoDB Atlas', 'mdb_sa_sk_', [url, 20, open]),
  form('Databricks', ['dapi', 'dkea', 'dsapi', 'dose'], [hex, 32], [dash, 0, 1], [digit, 0, 1]),
  form('Confluent', 'cflt', [base64, 60]),
  form('Elastic', 'essu_', [base64 | pad, 40, open]),
  form('Akamai', 'akab-', [lower, 16], '-', [lower, 16]),

  // code, packages and builds
  form('GitHub', each('gh', 'p o u s r', '_'), [alnum, 20, 255]),
  form('GitHub', 'github_pat_', [word, 20, open]),
  form('GitLab', each('gl', 'pat dt rt rtr cbt ptt ft imt agent oas soat ffct wt', '-'), [dotted, 16, open]),
  form('GitLab', 'GR1348941', [url, 20, open]),
  form('Bitbucket', ['ATBB', 'ATCTT3'], [alnum, 24, 48]),
  form('Bitbucket', 'BBDC-', [base64, 40, 48]),
  form('Atlassian', ['ATATT3', 'ATCTT3', 'ATSTT3'], [padded, 60, open]),
  form('Trello', 'ATTA', [alnum, 72]),
  form('npm', 'npm_', [alnum, 36, 60]),
  form('PyPI', 'pypi-AgE', [url, 40, open]),
  form('RubyGems', 'rubygems_', [hex, 48]),
  form('NuGet', 'oy2', [lower, 43]),
  form('Clojars', 'CLOJARS_', [alnum, 60]),
  alone(form('crates.io', 'cio', [alnum, 32])),
  form('Packagist', 'packagist_', [word, 40, open]),
  form('JSR', ['jsrd_', 'jsrp_', 'jsru_'], [url, 30, open]),
  form('Deno', ['ddp_', 'ddw_', 'ddo_'], [alnum, 36]),
  form('Docker', ['dckr_pat_', 'dckr_oat_'], [url, 20, open]),
  form('Artifactory', 'AKC', [alnum, 13, 80]),
  form('Artifactory', 'cmVmd', [alnum, 50, 70]),
  form('CircleCI', ['CCIPAT_', 'CCIPRJ_'], [word, 40, open]),
  form('Buildkite', each('bk', 'ua aa ct cq t pt pi', '_'), [alnum, 36, 60]),
  form('Cast AI', 'castai_v1_', [word, 60, open]),
  form('Snyk', ['snyk_uat.', 'snyk_sat.'], [dotted, 30, open]),
  form('SonarQube', ['squ_', 'sqp_', 'sqa_', 'sqb_'], [hex, 40]),
  form('Sourcegraph, Segment', 'sgp_', [word, 40, 80]),
  form('Sourcegraph', ['slk_', 'sgd_'], [hex, 64]),
  form('StackHawk', 'hawk.', [url, 20], '.', [url, 20]),
  form('Harness', ['pat.', 'sat.'], [url, 22], '.', [alnum, 24], '.', [alnum, 20]),
  form('Octopus Deploy', 'API-', [upper, 25, 27]),
  form('Prefect', ['pnu_', 'pnb_'], [alnum, 36]),
  form('dbt', ['dbtu_', 'dbtc_'], [padded, 20, open]),
  form('Infracost', 'ico-', [alnum, 32]),
  form('Pulumi', 'pul-', [hex, 40]),
  headed('Terraform', [alnum, 14, 14], '.atlasv1.', [padded, 50, 80]),
  form('OpenShift', 'sha256~', [url, 43]),
  form('Rancher', 'token-', [lower, 5], ':', [lower, 54]),
  form('Postman', 'PMAK-', [hex, 24], '-', [hex, 34]),
  form('Postman', 'PMAT-', [alnum, 24, 30]),
  form('Gitpod', 'gitpod_pat_', [dotted, 24, open]),
  form('CodeSandbox', 'csb_v1_', [url, 30, open]),
  form('Readme', 'rdme_', [alnum, 60, 80]),
  form('GitBook', 'gb_api_', [alnum, 36, 60]),
  form('LaunchDarkly', ['sdk-', 'mob-'], [hex, 8], '-', [hex, 4], '-', [hex, 4], '-', [hex, 4], '-', [hex, 12]),
  alone(form('LaunchDarkly', 'api-', [hex, 8], '-', [hex, 4], '-', [hex, 4], '-', [hex, 4], '-', [hex, 12])),

  // secrets, identity and networks
  form('Vault', ['hvs.', 'hvb.', 'hvr.'], [url, 20, open]),
  alone(form('Vault', 's.', [alnum, 24])),
  form('Vault', 'b.AAAAA', [url, 80, open]),
  form('1Password', 'ops_ey', [base64 | padded, 80, open]),
  form('1Password', 'A3-', [upper, 6], '-', [upper | dash, 28, 30]),
  form('Bitwarden', '0.', uuid, '.', [alnum, 30], ':', [base64, 22], '=='),
  form('Doppler', each('dp.', 'pt st ct sa scim audit', '.'), [dotted, 40, 80]),
  form('Infisical', 'st.', [hex, 24], '.', [alnum, 30, 64]),
  form('age', ['AGE-SECRET-KEY-1', 'AGE-SECRET-KEY-PQ-1'], [upper, 58, 200]),
  form('Tailscale', 'tskey-', [url, 20, open]),
  form('NetBird', 'nbp_', [alnum, 36]),
  form('Defined Networking', 'dnkey-', [padded, 60, open]),
  form('Authress', ['sc_', 'ext_', 'scauth_', 'authress_'], [alnum, 5, 30], '.', [alnum, 4, 6], '.acc', [underscore | dash, 1], [alnum | dash, 10, 32], '.', [base64 | padded, 30, open]),
  form('Ory', each('ory_', 'pat at rt st ac', '_'), [dotted, 20, open]),
  form('Stytch', ['secret-live-', 'secret-test-'], [padded, 30, open]),
  form('Salesforce', '00D', [alnum, 12, 15], '!', [dotted, 80, 160]),
  form('Salesforce', '5Aep861', [dotted, 60, open]),
  form('Intra42', ['s-s4t2ud-', 's-s4t2af-'], [hex, 64]),
  form('Adobe', 'p8e-', [alnum, 32]),
  form('HD wallet', ['xprv', 'yprv', 'zprv'], [alnum, 107, 108]),
  form('Nostr', 'nsec1', [lower, 58]),
  form('PEM in base64', ['RSA ', '', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED ', 'PGP '].map((kind) => inBase64(`-----BEGIN ${kind}PRIVATE KEY`)), [base64 | pad, 20, open]),

  // artificial intelligence
  form('Anthropic', 'sk-ant-', [url, 16, open]),
  form('OpenAI', each('sk-', 'proj svcacct admin service None', '-'), [url, 20, open]),
  form('OpenAI and lookalikes', ['sk-', 'sess-'], [alnum, 20, 120]),
  form('OpenRouter, Langfuse', ['sk-or-', 'sk-lf-'], [url, 30, open]),
  form('xAI', 'xai-', [alnum, 60, 120]),
  form('Groq', 'gsk_', [alnum, 40, 80]),
  form('Perplexity', 'pplx-', [alnum, 40, 80]),
  form('Replicate', 'r8_', [alnum, 36, 40]),
  form('Hugging Face', ['hf_', 'api_org_'], [alnum, 34, 40]),
  form('Cerebras', 'csk-', [alnum, 40, 60]),
  form('Fireworks', 'fw_', [alnum, 22, 30]),
  form('NVIDIA', 'nvapi-', [url, 50, open]),
  form('Jina', 'jina_', [url, 50, open]),
  form('Tavily', 'tvly-', [url, 24, open]),
  form('Pinecone', 'pcsk_', [word, 50, open]),
  form('LangSmith', ['lsv2_pt_', 'lsv2_sk_'], [word, 40, open]),
  form('LangSmith', 'ls__', [hex, 32]),
  form('E2B', 'e2b_', [hex, 40]),
  form('ElevenLabs', 'sk_', [hex, 48]),
  form('Weights & Biases', 'wandb_v1_', [word, 40, open]),

  // payments and shops
  form('Stripe', ['sk', 'rk'].flatMap((kind) => ['live', 'test', 'prod'].map((mode) => `${kind}_${mode}_`)), [alnum, 10, 255]),
  form('Stripe', 'whsec_', [base64 | padded, 24, open]),
  form('Stripe', ['pi_', 'seti_'], [alnum, 16, 40], '_secret_', [alnum, 20, 60]),
  form('Square', ['sq0atp-', 'sq0csp-'], [url, 22, open]),
  alone(form('Square', 'EAAA', [url, 22, 80])),
  form('Shopify', each('shp', 'at ca pa ss tka ua rt', '_'), [alnum, 32, 64]),
  form('PayPal', ['access_token$production$', 'access_token$sandbox$'], [alnum, 16], '$', [hex, 32]),
  form('Razorpay', ['rzp_live_', 'rzp_test_'], [alnum, 14, 24]),
  form('Flutterwave', ['FLWSECK_TEST-', 'FLWSECK-', 'FLWPUBK_TEST-', 'FLWPUBK-'], [url, 12, open]),
  form('Plaid', each('access-', 'sandbox development production', '-'), uuid),
  form('Lob', ['live_', 'test_'], [lowerHex, 35]),
  alone(form('Chargebee, GoCardless', 'live_', [padded, 32, 44])),
  form('EasyPost', ['EZAK', 'EZTK'], [alnum, 54]),
  form('Shippo', ['shippo_live_', 'shippo_test_'], [hex, 40]),
  form('Duffel', ['duffel_test_', 'duffel_live_'], [padded, 40, open]),

  // messages
  form('Slack', each('xox', 'b p o s e c d', '-'), [url | percent, 16, open]),
  numbered(form('Slack', ['xoxa-', 'xoxr-'], [url, 11, 255])),
  form('Slack', ['xoxa-', 'xoxr-', 'xoxa-2-', 'xoxr-2-'], [alnum, 11, 48], [url, 0, 200]),
  form('Slack', ['xoxe.xoxp-', 'xoxe.xoxb-', 'xapp-', 'xwfp-'], [url, 20, open]),
  webhook(form('Slack', each('hooks.slack.com/', 'services workflows triggers', '/'), [base64, 20, open])),
  webhook(form('Slack', 'hooks.slack-gov.com/services/', [base64, 20, open])),
  webhook(form('Discord', ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'], [digit, 17, 20], '/', [url, 40, open])),
  webhook(form('Microsoft Teams', ['webhook.office.com/webhookb2/', 'outlook.office.com/webhook/'], [url | at | slash, 60, open])),
  webhook(form('Zapier', 'hooks.zapier.com/hooks/catch/', [url | slash, 16, open])),
  webhook(form('Feishu', ['open.feishu.cn/open-apis/bot/v2/hook/', 'open.larksuite.com/open-apis/bot/v2/hook/'], uuid)),
  form('DingTalk', 'SEC', [lowerHex, 64]),
  form('Discord', ['MT', 'Mj', 'Mz', 'ND', 'NT', 'Nj', 'Nz', 'OD', 'OT'], [url, 21, 28], '.', [url, 6], '.', [url, 27, 40]),
  form('Discord', 'mfa.', [url, 80, 100]),
  headed('Telegram', [digit, 8, 10], ':A', [url, 34]),
  form('Telegram', 'bot', [digit, 8, 10], ':A', [url, 34]),
  form('SendGrid', 'SG.', [dotted | pad, 60, 80]),
  form('Brevo', ['xkeysib-', 'xsmtpsib-'], [hex, 64], '-', [alnum, 16]),
  headed('Mailchimp', [hex, 32, 32], '-us', [digit, 1, 2]),
  alone(form('Mailgun', 'key-', [lowerHex, 32])),
  form('MailerSend', 'mlsn.', [hex, 64]),
  form('Resend', 're_', [alnum, 6, 12], '_', [alnum, 20, 30]),
  form('Klaviyo', 'pk_', [lowerHex, 34]),
  form('Twilio', 'SK', [lower, 32]),
  form('Twilio', 'SK', [hex, 32]),
  form('Telnyx', 'KEY0', [upper, 31], '_', [alnum, 22]),
  form('Intercom', 'dG9rO', [base64 | pad, 50, open]),
  headed('DeepL', [hex | dash, 36, 36], ':fx'),

  // monitoring
  form('Grafana', 'eyJrIjoi', [base64 | pad, 40, open]),
  form('Grafana', 'glc_', [base64 | pad, 32, open]),
  form('Grafana', 'glsa_', [word, 32, open]),
  form('Sentry', each('sntry', 's u a i', '_'), [base64 | word | pad, 60, open]),
  form('Dynatrace', each('dt0', 'c01 s01 s02 s03 s04 s06 s08 s16', '.'), [alnum, 8, 24], '.', [alnum, 64]),
  form('New Relic', each('NR', 'AK II JS IQ RA', '-'), [url, 19, 60]),
  form('Honeycomb', each('hc', 'aik xik bik alk xlk amk xmk', '_'), [alnum, 50, 70]),
  form('Logfire', 'pylf_v', [word, 30, open]),
  form('Axiom', ['xaat-', 'xapt-'], uuid),
  form('PostHog', ['phx_', 'phs_', 'pha_', 'phr_'], [alnum, 36, 60]),
  form('Checkly', 'cu_', [hex, 32]),
  form('PagerDuty', ['pdus+', 'pdeu+'], [url, 20, open]),
  form('Rootly', 'rootly_', [hex, 64]),
  form('FireHydrant', 'fhb-', [hex, 32]),

  // office, media and other services
  form('Notion', 'ntn_', [alnum, 40, 60]),
  form('Notion', 'secret_', [alnum, 43]),
  form('Linear', ['lin_api_', 'lin_oauth_', 'lin_wh_'], [alnum, 32, 64]),
  form('Figma', ['figd_', 'figo_', 'figu_', 'figr_', 'figoh_', 'figor_'], [url, 20, open]),
  form('Airtable', 'pat', [alnum, 14], '.', [hex, 64]),
  alone(form('Asana', ['0/', '1/'], [digit, 13, 20], ':', [lowerHex, 32])),
  form('ClickUp', 'pk_', [digit, 6, 10], '_', [upper, 32]),
  form('Cal.com', ['cal_live_', 'cal_test_', 'cal_'], [hex, 32]),
  form('HubSpot', each('pat-', 'na1 na2 na3 eu1 ap1', '-'), uuid),
  form('Typeform', 'tfp_', [dotted | pad, 40, open]),
  form('Dropbox', 'sl.', [dotted | pad, 100, open]),
  form('Contentful', 'CFPAT-', [url, 40, open]),
  form('Sanity', 'sk', [alnum, 80, 200]),
  form('Frame.io', 'fio-u-', [padded, 60, open]),
  form('Mapbox', ['pk.', 'sk.', 'tk.'], [alnum, 60, 120], '.', [url, 20, 24]),
  headed('MaxMind', [word, 36, 36], '_mmk'),
  form('Adafruit', 'aio_', [alnum, 28]),
  form('Ubidots', ['BBFF-', 'BBUS-'], [alnum, 30, 40]),
  form('Settlemint', ['sm_aat_', 'sm_pat_', 'sm_sat_'], [alnum, 16]),
  form('Chief Tools', ['ctp_', 'cto_', 'ctr_'], [alnum, 30, 248]),
  form('Facebook', 'EAA', [alnum, 90, open]),
  headed('Facebook', [digit, 15, 16], ['|', '%'], [url, 27, 42]),
  form('Instagram', ['IGQ', 'IGAA'], [url, 100, open]),
  form('Pinterest', 'pina_', [alnum, 40, open]),
  form('LinkedIn', 'WPL_AP', [digit, 1], '.', [dotted | pad, 16, open]),
  form('TikTok', ['act.', 'rft.'], [alnum, 60, open]),
  form('Riot Games', 'RGAPI-', uuid),
];
