import { exists, packages } from '../repository'

/**
 * Which file of the repository stands on which page. What is written for a package or a sample stays beside its code, and is shown here
 * as it is; only its links have to be told where their files went.
 */
export const documents: Record<string, string> = {
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security.md',
  'VERSIONING.md': 'versioning.md',
  'CHANGELOG.md': 'changelog.md',
  'samples/CityDesk/README.md': 'citydesk.md',
  'benchmarks/README.md': 'benchmarks.md',
}

const pageOfSource = new Map<string, string>(Object.entries(documents))
pageOfSource.set('README.md', 'index.md').set('docs/decisions/README.md', 'decisions/index.md')
for (const name of packages) {
  pageOfSource.set(`src/${name}/README.md`, `packages/${name}/index.md`)
  if (exists(`src/${name}/CHANGELOG.md`)) pageOfSource.set(`src/${name}/CHANGELOG.md`, `packages/${name}/changelog.md`)
}

const sourceOfPage = new Map([...pageOfSource].map(([source, page]) => [page, source]))
sourceOfPage.set('index.md', 'docs/index.md').set('decisions/index.md', 'docs/decisions/README.md')

/** The page that shows a file, or nothing. */
export function pageOf(source: string): string | undefined {
  const known = pageOfSource.get(source)
  if (known) return known
  const own = /^docs\/(.+\.md)$/.exec(source)?.[1]
  return own && exists(source) ? own : undefined
}

/** The file that a page shows; a page of this folder shows itself. */
export const sourceOf = (page: string) => sourceOfPage.get(page) ?? `docs/${page}`

/** The address of a page below the site's base. */
export const addressOf = (page: string) => `/${page.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`
