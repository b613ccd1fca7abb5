import { errorCodes } from '../.vitepress/sources/errorCodes'
import { options, telemetry } from '../.vitepress/sources/approved'

// Lists that are made of what the tests approve: they cannot fall behind the code.
export default {
  paths: () => [
    { params: { list: 'options' }, content: options() },
    { params: { list: 'telemetry' }, content: telemetry() },
    { params: { list: 'error-codes' }, content: errorCodes() },
  ],
}
