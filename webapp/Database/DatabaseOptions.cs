using System.ComponentModel.DataAnnotations;

namespace Steadfast.WebApp.Database;

/// <summary>Place where the notes are kept. Environment variables <c>STEADFAST_DATABASE_*</c>; without a host there are no notes.</summary>
internal sealed class DatabaseOptions : IValidatableObject
{
    /// <summary>Name of the server, looked up again for every new connection. Default: none, and with it no notes.</summary>
    [ConfigurationKeyName("STEADFAST_DATABASE_HOST")]
    public string Host { get; set; } = "";

    /// <summary>Port of the server. Default 3306.</summary>
    [ConfigurationKeyName("STEADFAST_DATABASE_PORT")]
    [Range(1, 65535, ErrorMessage = "STEADFAST_DATABASE_PORT must be between 1 and 65535.")]
    public int Port { get; set; } = 3306;

    /// <summary>Name of the database (schema). Default <c>steadfast</c>.</summary>
    [ConfigurationKeyName("STEADFAST_DATABASE_NAME")]
    [RegularExpression("[A-Za-z0-9_]{1,48}", ErrorMessage = "STEADFAST_DATABASE_NAME must be 1 to 48 letters, digits or underscores.")]
    public string Name { get; set; } = "steadfast";

    /// <summary>Account to sign in with; with <c>entra</c> the name of the database user made for the managed identity.</summary>
    [ConfigurationKeyName("STEADFAST_DATABASE_USER")]
    public string User { get; set; } = "";

    /// <summary>File that holds the password. Read for every new connection, so a new password needs no restart.</summary>
    [ConfigurationKeyName("STEADFAST_DATABASE_PASSWORD_FILE")]
    public string PasswordFile { get; set; } = "";

    /// <summary>
    /// Administrator of the server. It is used for one thing: where the server does not know <see cref="User"/>, it makes that account, with
    /// rights on the one database. Default: none, and the account must be there.
    /// </summary>
    [ConfigurationKeyName("STEADFAST_DATABASE_ADMINISTRATOR")]
    public string Administrator { get; set; } = "";

    /// <summary>File that holds the administrator's password. While there is none, the account must be there.</summary>
    [ConfigurationKeyName("STEADFAST_DATABASE_ADMINISTRATOR_PASSWORD_FILE")]
    public string AdministratorPasswordFile { get; set; } = "";

    /// <summary><c>required</c> (default): encrypted, and the server's certificate must be valid for its name. <c>off</c>: for one machine only.</summary>
    [ConfigurationKeyName("STEADFAST_DATABASE_TLS")]
    [RegularExpression("required|off", ErrorMessage = "STEADFAST_DATABASE_TLS must be 'required' or 'off'.")]
    public string Tls { get; set; } = "required";

    /// <summary><c>password</c> (default) or <c>entra</c>: a token of the machine's managed identity instead of a password.</summary>
    [ConfigurationKeyName("STEADFAST_DATABASE_AUTH")]
    [RegularExpression("password|entra", ErrorMessage = "STEADFAST_DATABASE_AUTH must be 'password' or 'entra'.")]
    public string Auth { get; set; } = "password";

    /// <summary>For whom tokens are asked with <c>entra</c>. Default that of the public cloud; every cloud has its own.</summary>
    [ConfigurationKeyName("STEADFAST_DATABASE_TOKEN_RESOURCE")]
    [RegularExpression("https://[^/?#\\s]+/?", ErrorMessage = "STEADFAST_DATABASE_TOKEN_RESOURCE must be an address like https://ossrdbms-aad.database.windows.net.")]
    public string TokenResource { get; set; } = "https://ossrdbms-aad.database.windows.net";

    /// <summary>Client id of a user-assigned managed identity. Default: the one the machine has.</summary>
    [ConfigurationKeyName("AZURE_CLIENT_ID")]
    public string IdentityClientId { get; set; } = "";

    /// <summary>True when there is a database at all.</summary>
    public bool Configured => Host.Length > 0;

    /// <summary>True when the application may make its own account. Never with <c>entra</c>: only an administrator of Entra ID can make such a one.</summary>
    public bool MakesAccount => !Entra && Administrator.Length > 0 && AdministratorPasswordFile.Length > 0;

    /// <summary>True for sign-in by managed identity.</summary>
    public bool Entra => Auth == "entra";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Configured)
        {
            yield break;
        }

        if (User.Length == 0)
        {
            yield return new("STEADFAST_DATABASE_USER is empty: set it to the account to sign in with.");
        }

        if (!Entra && PasswordFile.Length == 0)
        {
            yield return new("STEADFAST_DATABASE_PASSWORD_FILE is empty: set it to the file that holds the password.");
        }

        if (MakesAccount && !OwnAccount.IsName(User))
        {
            yield return new("STEADFAST_DATABASE_USER must be 1 to 32 letters, digits, underscores or hyphens, so that the account can be made.");
        }

        if (Entra && Tls == "off")
        {
            yield return new("STEADFAST_DATABASE_TLS is off: a token may only travel encrypted, so 'entra' needs 'required'.");
        }
    }
}
