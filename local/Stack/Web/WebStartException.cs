namespace Steadfast.Local.Stack.Web;

/// <summary>The web application did not come up; the message holds the reason and the last lines it wrote.</summary>
public sealed class WebStartException(string message) : Exception(message);
