/** What the distro says about itself passes the redactor that the process uses. */
import { setDiagnosticRedaction } from '../../diagnostics/log.js';
import { redactorOfDiagnostics } from '../redactor.js';

/** From now on; the redactor of the settings takes over when it is there. Returns the undo. */
export function redactDiagnostics(): () => void {
  return setDiagnosticRedaction((text) => redactorOfDiagnostics().redactText(text, 'diagnostic'));
}
