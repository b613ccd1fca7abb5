import { defineConfig } from 'vitepress'
import { areas, base } from './repository'
import { sidebars as apiSidebars } from './api/sidebar'
import { linksOfFiles } from './sources/links'
import { decisions } from './sources/decisions'

const page = (text: string, link: string) => ({ text, link })

const pageOfPackage = (name: string) => page(name.replace(/^Platform\./, ''), `/packages/${name}/`)

const packages = areas.map(area => area.packages.length === 1
  ? pageOfPackage(area.packages[0])
  : { text: area.name, collapsed: true, items: area.packages.map(pageOfPackage) })

const guide = [
  {
    text: 'Start',
    items: [page('Start here', '/start'), page('CityDesk', '/citydesk'), page('Benchmarks', '/benchmarks')],
  },
  {
    text: 'How to',
    items: [
      page('Limit a burst', '/how-to/limit-a-burst'),
      page('Refuse a bad body', '/how-to/refuse-a-bad-body'),
      page('Seal a field', '/how-to/seal-a-field'),
      page('Prove a record', '/how-to/prove-a-record'),
      page('Deliver an event', '/how-to/deliver-an-event'),
      page('Follow one request', '/how-to/follow-one-request'),
      page('Extend the desk', '/how-to/extend-the-desk'),
    ],
  },
  { text: 'Packages', items: packages },
  {
    text: 'Explanation',
    items: [page('The console of CityDesk', '/explanation/console'), page('What immutable means', '/explanation/immutable'), page('Threat model', '/explanation/threat-model'), page('Decisions', '/decisions/')],
  },
  {
    text: 'Reference',
    items: [
      page('API', '/api/'),
      page('Options', '/reference/options'),
      page('Telemetry', '/reference/telemetry'),
      page('Error codes', '/reference/error-codes'),
      page('Record of the audit log', '/reference/audit-record'),
      page('Archive of an audit log', '/reference/audit-archive'),
      page('Commands of platform-audit', '/reference/platform-audit'),
      page('Commands of platform-plugin', '/reference/platform-plugin'),
      page('Index of plugins', '/reference/plugin-index'),
      page('Format of sealed values', '/reference/encryption-format'),
    ],
  },
  {
    text: 'The project',
    items: [page('Contributing', '/contributing'), page('Versioning', '/versioning'), page('Security', '/security'), page('Changes', '/changelog')],
  },
]

export default defineConfig({
  title: 'Platform.Libraries',
  description: 'Things that every serious .NET service ends up writing, made once, well and provably.',
  lang: 'en',
  base,
  outDir: '../artifacts/docs/site',
  cacheDir: '../artifacts/docs/cache',
  cleanUrls: true,
  metaChunk: true,
  lastUpdated: false,
  srcExclude: ['node_modules/**'],
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  markdown: { config: markdown => linksOfFiles(markdown), theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } },
  themeConfig: {
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    nav: [page('Start', '/start'), page('How to', '/how-to/'), page('Packages', '/packages/Platform.Errors/'), page('API', '/api/'), page('Decisions', '/decisions/'), page('Benchmarks', '/benchmarks')],
    sidebar: {
      ...apiSidebars(),
      '/decisions/': [{ text: 'Decisions', items: decisions() }],
      '/': guide,
    },
    footer: { message: 'MIT licence' },
  },
})
