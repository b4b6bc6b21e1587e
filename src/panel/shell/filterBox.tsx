/** An input with its own clear button. */
import { t } from '../l10n';
import { Icon } from './icon';

interface FilterBoxProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function FilterBox({ label, placeholder, value, onChange }: FilterBoxProps) {
  return (
    <span class="filter">
      <input
        type="text"
        aria-label={label}
        placeholder={placeholder}
        title={placeholder}
        spellcheck={false}
        maxLength={500}
        value={value}
        onInput={event => onChange(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape' && value !== '') onChange('');
        }}
      />
      {value !== '' && (
        <button class="icon-button" aria-label={t('Clear filter')} onClick={() => onChange('')}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}
