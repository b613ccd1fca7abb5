import { exists, packages, read } from '../repository'
import { addressOf } from '../api/addresses'

// Options and telemetry as the architecture's tests approve them: a heading, and its lines indented.

interface Section { title: string; lines: string[] }

function approved(name: string, kind: 'Options' | 'Telemetry'): Section[] {
  const file = `tests/Platform.Architecture.Tests/Approved/${name}.${kind}.txt`
  if (!exists(file)) return []
  const sections: Section[] = []
  for (const line of read(file).split('\n')) {
    if (/^\S/.test(line)) sections.push({ title: line.trim(), lines: [] })
    else if (line.trim()) sections.at(-1)?.lines.push(line.trim())
  }
  return sections
}

export function options(): string {
  const parts = packages.flatMap(name => {
    const sections = approved(name, 'Options')
    return sections.length === 0 ? [] : [`## ${name}`, ...sections.map(optionsOf)]
  })
  return [
    '# Options',
    'Every option with its type and default, by package. Options are judged when the service starts; what each means and which values it takes '
    + 'stands with its class.',
    ...parts,
  ].join('\n\n')
}

function optionsOf(section: Section) {
  const address = addressOf(section.title)
  const name = section.title.replace(/^.*\./, '')
  return [
    `### ${name} {#${name.toLowerCase()}}`,
    address ? `<p><a href="${address}">What each means</a></p>` : '',
    table(['Option', 'Type', 'Default'], section.lines.map(line => {
      const [, option, type, value] = /^([^:]+): (.+?) = (.*)$/.exec(line) ?? [line, line, '', '']
      return [code(option), code(type), code(value)]
    })),
  ].filter(Boolean).join('\n\n')
}

export function telemetry(): string {
  const parts = packages.flatMap(name => {
    const sections = approved(name, 'Telemetry').filter(section => section.lines.length > 0)
    return sections.length === 0 ? [] : [`## ${name}`, ...sections.map(section => telemetryOf(name, section))]
  })
  return [
    '# Telemetry',
    'Meters, instruments, spans, tags and log events, by package. Each is part of the contract: a name that changes is a breaking change. '
    + 'One call of [Platform.OpenTelemetry](/packages/Platform.OpenTelemetry/) collects them all.',
    ...parts,
  ].join('\n\n')
}

const instrument = /^(\S+) (\S+) \[([^\]]*)\] (.*)$/
const event = /^(\d+) (\S+) (\w+): (.*)$/

function telemetryOf(name: string, section: Section) {
  const heading = `### ${section.title} {#${`${name}-${section.title}`.toLowerCase().replace(/[^a-z0-9]+/g, '-')}}`
  return `${heading}\n\n${rowsOf(section)}`
}

function rowsOf({ title, lines }: Section) {
  if (title === 'Instruments') {
    return table(['Name', 'Kind', 'Unit', ''], lines.map(line => {
      const [, name, kind, unit, text] = instrument.exec(line) ?? [line, line, '', '', '']
      return [code(name), kind.replaceAll('<', '\\<'), code(unit), escaped(text)]
    }))
  }
  if (title === 'Log events') {
    return table(['Id', 'Name', 'Level', 'Message'], lines.map(line => {
      const [, id, name, level, text] = event.exec(line) ?? [line, '', line, '', '']
      return [id, code(name), level, escaped(text)]
    }))
  }
  return lines.map(line => (line.startsWith('(') ? `- ${line}` : `- ${code(line)}`)).join('\n')
}

export const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n')

export const code = (text: string) => (text ? `\`${text.replaceAll('|', '\\|')}\`` : '')
const escaped = (text: string) => text.replace(/[|<>{}*_[\]`\\]/g, character => `&#${character.codePointAt(0)};`)
