import { useTranslation } from 'react-i18next';
import { exampleAmount } from '../../ui/read-amount.ts';
import { useFormats } from '../../ui/use-formats.ts';
import type { DraftFault } from './completion.ts';

/** Puts a fault of the completion dialog into words; `currency` is the one in which the draft's amount is typed. */
export function useFaultSentence(): (fault: DraftFault, currency: string) => string {
  const { t } = useTranslation();
  const { language, money } = useFormats();
  return (fault, currency) => {
    switch (fault.say) {
      case 'amountTooLarge':
        return t('complete.amountTooLarge', { open: money(fault.open, currency) });
      case 'amountUnreadable':
        return t('complete.amountUnreadable', { example: exampleAmount(currency, language) });
      case 'tooLong':
        return t('complete.tooLong', { max: fault.max });
      case 'outcomeNeeded':
      case 'dateNeeded':
      case 'datePast':
      case 'dayNeeded':
      case 'timeNeeded':
      case 'contactNeeded':
      case 'addressNeeded':
      case 'reasonNeeded':
        return t(`complete.${fault.say}`);
    }
  };
}
