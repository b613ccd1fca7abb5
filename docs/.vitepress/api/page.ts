import { base, exists } from '../repository'
import { anchorOf, escaped, linkTo, linked, pageName } from './addresses'
import { api, type Item, type Parameter } from './model'

/** The page of a type or a namespace. What comes of comments is written as HTML: it is escaped already, and Markdown would read it again. */
export function pageOf(uid: string): string {
  const [subject, ...members] = api().pages.get(uid)!
  const parts = subject.type === 'Namespace' ? namespace(subject) : type(subject, members)
  // Whatever looks like a template of the site's in a comment is none.
  return `${title(subject)}\n\n::: v-pre\n\n${parts.filter(Boolean).join('\n\n')}\n\n:::\n`
}

const title = (subject: Item) => `# ${escaped(subject.name)} <Badge type="info" text="${subject.type.toLowerCase()}" />`

function namespace(subject: Item): string[] {
  const types = [...api().pages.values()].map(([item]) => item).filter(item => item.namespace === subject.uid && item.type !== 'Namespace')
  const kinds: [Item['type'], string][] = [['Class', 'Classes'], ['Struct', 'Structs'], ['Interface', 'Interfaces'], ['Enum', 'Enums'], ['Delegate', 'Delegates']]
  return kinds.flatMap(([kind, title]) => list(title, types.filter(item => item.type === kind)))
}

const list = (title: string, items: Item[]) => items.length === 0 ? [] : [
  heading(2, title),
  table(items.sort(byName).map(item => [linkTo(item.uid), linked(item.summary)])),
]

function type(subject: Item, members: Item[]): string[] {
  const assembly = subject.assemblies?.[0] ?? ''
  const where = [`namespace ${linkTo(subject.namespace!)}`]
  if (exists(`src/${assembly}/README.md`)) where.push(`package <a href="${base}packages/${assembly}/">${assembly}</a>`)
  return [
    html('p', `<span class="where">${where.join(' · ')}</span>`),
    html('p', linked(subject.summary)),
    signature(subject),
    relatives('Inherits', subject.inheritance?.filter(uid => uid !== 'System.Object' && uid !== 'System.ValueType' && uid !== 'System.Enum')),
    relatives('Implements', subject.implements),
    relatives('Derived', subject.derivedClasses),
    parameters('Type parameters', subject.syntax?.typeParameters),
    ...aside(subject),
    ...(subject.type === 'Enum' ? values(members) : groups(members)),
    ...extensions(subject),
  ]
}

const kinds: [Item['type'], string][] = [
  ['Constructor', 'Constructors'], ['Property', 'Properties'], ['Method', 'Methods'], ['Operator', 'Operators'], ['Event', 'Events'], ['Field', 'Fields'],
]

function groups(members: Item[]): string[] {
  return kinds.flatMap(([kind, title]) => {
    const group = members.filter(item => item.type === kind)
    if (group.length === 0) return []
    return [heading(2, title), ...group.flatMap(member)]
  })
}

const values = (members: Item[]) => [
  heading(2, 'Values'),
  table(members.map(item => [`<code id="${anchorOf(item)}">${escaped(item.syntax?.content ?? item.name)}</code>`, linked(item.summary)])),
]

function member(item: Item): string[] {
  return [
    `### ${escaped(item.name).replaceAll('[', '\\[').replaceAll('*', '\\*').replaceAll('_', '\\_')} {#${anchorOf(item)}}`,
    html('p', linked(item.summary)),
    signature(item),
    parameters('Type parameters', item.syntax?.typeParameters),
    parameters('Parameters', item.syntax?.parameters),
    result(item),
    ...aside(item),
  ]
}

function result(item: Item) {
  const result = item.syntax?.return
  if (!result?.type || item.type === 'Constructor' || !(item.type === 'Method' || item.type === 'Operator' || result.description)) return ''
  if (!result.description && result.type === 'System.Void') return ''
  return titled(item.type === 'Property' || item.type === 'Field' ? 'Value' : 'Returns', `${linkTo(result.type)} ${linked(result.description)}`)
}

function aside(item: Item): string[] {
  return [
    item.exceptions?.length ? titled('Throws', table(item.exceptions.map(one => [linkTo(one.type), linked(one.description)]))) : '',
    item.remarks ? titled('Remarks', linked(item.remarks)) : '',
    ...(item.example ?? []).map(one => titled('Example', linked(one))),
  ]
}

/** Extension methods by their names: every overload of each would be a wall. */
function extensions(subject: Item): string[] {
  const found = new Map<string, string>()
  for (const reference of subject.extensionMethods ?? []) {
    const uid = api().references.get(reference)?.definition ?? reference
    const method = api().items.get(uid)
    if (!method) continue
    const name = `${api().items.get(method.parent!)!.name}.${/^[^(<]+/.exec(method.name)![0]}`
    if (!found.has(name)) found.set(name, linkTo(uid, name))
  }
  return found.size === 0 ? [] : [heading(2, 'Extension methods'), html('p', [...found].sort().map(([, link]) => link).join(', '))]
}

const signature = (item: Item) => item.syntax?.content ? `\`\`\`csharp\n${item.syntax.content}\n\`\`\`` : ''

const relatives = (title: string, uids: string[] | undefined) =>
  uids?.length ? html('p', `<span class="what">${title}</span> ${uids.map(uid => linkTo(uid)).join(', ')}`) : ''

const parameters = (title: string, all: Parameter[] | undefined) => all?.length
  ? titled(title, table(all.map(one => [`<code>${escaped(one.id)}</code>${one.type ? `<br>${linkTo(one.type)}` : ''}`, linked(one.description)])))
  : ''

const titled = (title: string, content: string) => html('div', `<p class="what">${title}</p>${content.startsWith('<table') ? content : `<p>${content}</p>`}`)

const html = (name: string, content: string) => content ? `<${name}>${content}</${name}>` : ''
const heading = (level: number, text: string) => `${'#'.repeat(level)} ${text}`

const table = (rows: string[][]) =>
  `<table class="api"><tbody>${rows.map(row => `<tr>${row.map(cell => `<td>${cell}</td>`).join('')}</tr>`).join('')}</tbody></table>`

const byName = (left: Item, right: Item) => (left.name < right.name ? -1 : 1)
