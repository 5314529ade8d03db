using System.Text.Json.Serialization;

namespace Steadfast.Functions.Http;

/// <summary>Identification of the people who give orders. App settings <c>Operators__*</c>.</summary>
public sealed record OperatorOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Operators";

    /// <summary>
    /// Key (default): whoever has the key says in <c>by</c> who he is. Entra: the Function App is behind sign-in with Entra ID (App Service
    /// authentication), and the name is that of the token. Set it only when that is so: without it, anybody with the key could send the
    /// header.
    /// </summary>
    public OperatorSignIn SignIn { get; init; } = OperatorSignIn.Key;
}

/// <summary>Way in which people sign in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperatorSignIn>))]
public enum OperatorSignIn
{
    /// <summary>With a key alone; the name is a claim.</summary>
    Key,

    /// <summary>With Entra ID, in front of the Function App.</summary>
    Entra,
}
