import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Under which path the site is served, with a slash at both ends. */
export const base = process.env.DOCS_BASE ?? '/'

/** The address of a file's source without its path, or nothing where the checkout has no public remote. */
export const sourceAddress = process.env.DOCS_SOURCE

/** The packages, each area's core before what belongs to it. */
export const packages = readdirSync(resolve(root, 'src'))
  .filter(name => existsSync(resolve(root, 'src', name, 'README.md')))
  .sort()

/** The area of a package: the second part of its name. */
export const areaOf = (name: string) => name.split('.')[1]

export const areas = ['Errors', 'Validation', 'RateLimiting', 'Audit', 'Encryption', 'Webhooks', 'Plugins', 'Hosting', 'OpenTelemetry']
  .map(name => ({ name, packages: packages.filter(one => areaOf(one) === name) }))
  .filter(area => area.packages.length > 0)

export const read = (path: string) => readFileSync(resolve(root, path), 'utf8')
export const exists = (path: string) => existsSync(resolve(root, path))

const title = /^# (.+)$/m

/** The first heading of a Markdown text. */
export const titleOf = (markdown: string) => title.exec(markdown)?.[1].replaceAll('`', '') ?? ''
