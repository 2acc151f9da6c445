import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, currentLanguage } from '../../locales/i18n.ts';
import { LANGUAGES, languages } from '../../locales/languages.ts';

/** Chooses the language of the page; this browser remembers the choice. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('app.language')}
      value={currentLanguage()}
      data={LANGUAGES.map((language) => ({
        value: language,
        label: (
          <span lang={language} aria-label={languages[language].name} role="img">
            {language.toUpperCase()}
          </span>
        ),
      }))}
      onChange={(language) => void chooseLanguage(language)}
    />
  );
}
