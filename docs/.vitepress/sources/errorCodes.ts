import { exists, packages, read } from '../repository'
import { code, table } from './approved'

const entry = /^(\S+)\/(\S+) (\S+) (\d+) (\S+) \((.*)\)$/

/** The codes of the packages, from the ledgers that hold them to their meaning. */
export function errorCodes(): string {
  const parts = packages.flatMap(name => {
    const rows = ['Shipped', 'Unshipped']
      .map(state => `src/${name}/ErrorCodes.${state}.txt`)
      .filter(exists)
      .flatMap(file => read(file).split('\n'))
      .map(line => entry.exec(line))
      .filter(found => found !== null)
      .map(([, domain, name, kind, status, retry, parameters]) => [code(name), code(domain), kind, status, retry, code(parameters)])
    return rows.length === 0 ? [] : [`## ${name}`, table(['Code', 'Domain', 'Kind', 'Status', 'Retry', 'Arguments'], rows)]
  })
  return [
    '# Error codes',
    'The codes that the packages bring. A service adds its own in a catalogue, with a ledger like the one behind this page: a code that was '
    + 'shipped cannot disappear or change its meaning without the build saying so ([Platform.Errors](/packages/Platform.Errors/)).',
    ...parts,
  ].join('\n\n')
}
