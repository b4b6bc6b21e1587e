import { isComplete } from '../channel';
import { hit, type Rule } from '../rule';

/**
 * GL014: the channel is declared and never made. A send or receive on a nil channel waits for ever.
 *
 *     var results chan int
 *     go func() { results <- 1 }()
 */
export const nilChannel: Rule = {
  id: 'GL014',
  sentence: 'The channel is declared, and no code makes it.',
  evaluate({ channel, model, node }) {
    if (!channel || !isComplete(channel) || channel.makes.length > 0 || node.kind === 'select')
      return [];
    const { home, expression } = channel;
    const declared = home?.nodes.find(
      n => n.kind === 'define' && n.names.some(name => name.name === expression),
    );
    const cause = home && declared ? { model: home, node: declared } : { model, node };
    return [hit('GL014', { ...cause, certain: home !== undefined, args: [expression] })];
  },
};
