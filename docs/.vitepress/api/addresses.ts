import { base } from '../repository'
import { api, type Item } from './model'

/** The name of a type's page: Result`1 is Result-1. */
export const pageName = (uid: string) => uid.replaceAll('`', '-')

/** The page that a package's members begin on: that of its own namespace, else of the first below it. A tool has none. */
export const firstPageOf = (name: string) => [...api().pages.keys()].filter(uid => uid === name || uid.startsWith(`${name}.`)).sort()[0]

const anchors = new Map<string, string>()
const numbered = new Set<string>()

/** The anchor of a member on its type's page: its name, and a number from the second overload on. */
export function anchorOf(member: Item): string {
  if (!numbered.has(member.parent!)) number(member.parent!)
  return anchors.get(member.uid)!
}

function number(type: string) {
  numbered.add(type)
  const seen = new Map<string, number>()
  for (const item of api().pages.get(type)?.slice(1) ?? []) {
    const name = (/^[^(<[]+/.exec(item.name)?.[0] ?? 'member').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'member'
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    anchors.set(item.uid, count === 1 ? `m-${name}` : `m-${name}-${count}`)
  }
}

/** Where something stands: a page of this site, a page of Microsoft's, or nowhere. */
export function addressOf(uid: string): string | undefined {
  const own = api().items.get(uid)
  if (own) {
    const page = api().pages.has(uid) ? uid : own.parent!
    return `${base}api/${pageName(page)}${page === uid ? '' : `#${anchorOf(own)}`}`
  }
  const reference = api().references.get(uid)
  if (reference?.href?.startsWith('https://')) return reference.href
  return reference?.definition ? addressOf(reference.definition) : undefined
}

/** The name of something as a link, its parts each where they belong: Task&lt;Result&lt;T&gt;&gt; leads to both. */
export function linkTo(uid: string, text?: string): string {
  const reference = api().references.get(uid)
  const parts = reference?.['spec.csharp']
  if (!text && parts?.some(part => part.uid) && !api().items.has(uid)) {
    return `<code>${parts.map(part => (part.uid ? anchor(addressOf(part.uid), part.name) : escaped(part.name))).join('')}</code>`
  }
  const name = text ?? api().items.get(uid)?.name ?? reference?.name ?? uid.replace(/^.*?\.(?=[^.]*$)/, '')
  return `<code>${anchor(addressOf(uid), name)}</code>`
}

const anchor = (address: string | undefined, name: string) => (address ? `<a href="${address}">${escaped(name)}</a>` : escaped(name))

export const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const xref = /<xref href="([^"]+)"[^>]*><\/xref>/g
const keyword = /<a href="https:\/\/learn\.microsoft\.com\/dotnet\/csharp\/language-reference\/keywords\/[^"]*">([^<]*)<\/a>/g
const block = /<pre>[\s\S]*?<\/pre>/g

/** A text of a comment: its references become links, and it stays on one line, because an empty one would end its HTML block. */
export const linked = (html: string | undefined) => (html ?? '')
  .replace(xref, (_, uid: string) => linkTo(decodeURIComponent(uid)))
  .replace(keyword, '<code>$1</code>')
  .replace(block, code => code.replaceAll('\n', '&#10;'))
  .replace(/\s*\n\s*/g, ' ')
  .trim()
