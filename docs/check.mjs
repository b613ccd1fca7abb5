// Looks at the built site: every link within it leads to a page that is there and to a place on it, and every public type has its page.
//
//   node docs/check.mjs <folder of the site> <its base>

import { readFileSync, readdirSync } from 'node:fs'
import { join, posix, resolve, sep } from 'node:path'

const [site, base = '/'] = process.argv.slice(2)
const approved = resolve(import.meta.dirname, '../tests/Platform.Architecture.Tests/Approved')

const pages = new Map()
for (const file of readdirSync(site, { recursive: true }).filter(name => name.endsWith('.html'))) {
  const text = readFileSync(join(site, file), 'utf8')
  const page = base + file.split(sep).join('/').replace(/(^|\/)index\.html$/, '$1').replace(/\.html$/, '')
  pages.set(page, {
    anchors: new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(found => unescaped(found[1]))),
    links: [...text.matchAll(/<a\s[^>]*?href="([^"]+)"/g)].map(found => unescaped(found[1])),
  })
}

const problems = new Set()
let links = 0
for (const [page, { links: written }] of pages) {
  for (const link of written) {
    if (/^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith('//')) continue
    links++
    const [path, anchor] = link.split('#')
    const target = path === '' ? page : decodeURI(posix.resolve(posix.dirname(`${page}x`), path) + (path.endsWith('/') && path !== '/' ? '/' : ''))
    const found = pages.get(target) ?? pages.get(`${target}/`)
    if (!found) problems.add(`${page}: ${link} leads nowhere`)
    else if (anchor && !found.anchors.has(decodeURIComponent(anchor))) problems.add(`${page}: ${link}: the page has no such place`)
  }
}

let types = 0
for (const file of readdirSync(approved).filter(name => name.endsWith('.PublicApi.txt'))) {
  let space = ''
  for (const line of readFileSync(join(approved, file), 'utf8').split('\n')) {
    space = /^namespace (\S+)/.exec(line)?.[1] ?? space
    const found = /^ {4}public (?:static |sealed |abstract |readonly |ref |partial )*(?:class|struct|interface|enum|record)\s+([A-Za-z0-9_]+)(<[^>]*>)?/.exec(line)
    if (!found) continue
    types++
    const arity = found[2] ? `-${found[2].split(',').length}` : ''
    if (!pages.has(`${base}api/${space}.${found[1]}${arity}`)) problems.add(`${space}.${found[1]} has no page`)
  }
}

const most = 40
for (const problem of [...problems].sort().slice(0, most)) console.log(problem)
if (problems.size > most) console.log(`… and ${problems.size - most} more`)
console.log(`docs: ${pages.size} pages, ${links} links within the site, ${types} public types; ${problems.size} problems`)
process.exit(problems.size === 0 && pages.size > 0 && types > 0 ? 0 : 1)

function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}
