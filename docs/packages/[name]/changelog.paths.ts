import { exists, packages, read } from '../../.vitepress/repository'

export default {
  watch: ['../../../src/*/CHANGELOG.md'],
  paths: () => packages
    .filter(name => exists(`src/${name}/CHANGELOG.md`))
    .map(name => ({ params: { name }, content: read(`src/${name}/CHANGELOG.md`) })),
}
