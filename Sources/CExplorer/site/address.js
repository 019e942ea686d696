// The page's address: the tab is its fragment, settings are its query, so that a link restores both.

/** What the query says of `name`, or undefined. */
export function setting(name) { return new URLSearchParams(location.search).get(name) ?? undefined; }

/** Writes settings into the query; empty ones leave it. */
export function keep(settings) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined || value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  history.replaceState(null, '', `${location.pathname}${text ? `?${text}` : ''}${location.hash}`);
}
