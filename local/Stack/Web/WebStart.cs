namespace Steadfast.Local.Stack.Web;

/// <summary>One start of the web application, as far as it has come.</summary>
/// <param name="Serves">True when it answers its health probe.</param>
/// <param name="ExitCode">The code with which it ended by itself; null while it runs.</param>
/// <param name="Problem">The reason why it does not serve, with the last lines it wrote; null when it does.</param>
public sealed record WebStart(bool Serves, int? ExitCode, string? Problem);
