/** Read when the page opens, so that one build serves every place. */
export interface Config {
  readonly graphqlUrl: string;
  /** The credential that the page begins with: the embedded Users API takes any. Leave it out where there is a real one. */
  readonly token?: string;
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch('config.json');
  if (!response.ok) throw new Error(`config.json: HTTP ${response.status}`);
  return response.json();
}
