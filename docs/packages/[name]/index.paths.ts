import { exists, packages, read } from '../../.vitepress/repository'

// A package's README is its page.
export default {
  watch: ['../../../src/*/README.md'],
  paths: () => packages.map(name => ({ params: { name }, content: read(`src/${name}/README.md`) + more(name) })),
}

const more = (name: string) => exists(`src/${name}/CHANGELOG.md`) ? `\n\n---\n\n[Every public member](/api/${name}) · [What changed](/packages/${name}/changelog)\n` : ''
