namespace Steadfast.Local.Stack.SignIn;

/// <summary>The OpenID provider on this machine cannot be used; the message says what to do.</summary>
public sealed class OidcProviderException(string message) : Exception(message);
