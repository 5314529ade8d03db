using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Steadfast.WebApp.Database;

/// <summary>
/// The account of this application, which has rights on its one database and nothing else. A new server knows its administrator only; as long
/// as the administrator's password is here, the application makes its account with it. When its own password is renewed, the application
/// changes it with the one it had before. Any number of instances may do either at once. Used by one look at a time.
/// </summary>
internal sealed partial class OwnAccount(DatabaseConnector connector, IPasswordSource password, IOptions<DatabaseOptions> options, ILogger<OwnAccount> log)
{
    // What the notes and the migrations need. Nothing can be dropped, and no other database is seen.
    private const string Rights = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX";

    // The password that last opened the door.
    private string? _lastGood;

    /// <summary>Tells whether an account can have this name.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>A connection with the account, which is made or given its renewed password first where the server refuses it.</summary>
    public async Task<DatabaseSession> OpenAsync()
    {
        await password.PrepareAsync();
        string now = password.Read();
        try
        {
            return Remember(now, await connector.OpenAsync(options.Value.User, now));
        }
        catch (Exception e) when (FailurePolicy.KindOf(e) == FailureKind.AccessDenied)
        {
            if (!await RenewAsync(now) && !await MakeAsync(now))
            {
                throw;
            }

            return Remember(now, await connector.OpenAsync(options.Value.User, now));
        }
    }

    /// <summary>Statements that make the account. Pure.</summary>
    /// <param name="user">Name of the account.</param>
    /// <param name="database">The one database.</param>
    /// <param name="encrypted">Whether the account may only come over an encrypted connection.</param>
    internal static IReadOnlyList<string> Statements(string user, string database, bool encrypted)
    {
        string requires = encrypted ? " REQUIRE SSL" : "";
        // In a grant an underscore stands for any character.
        string only = database.Replace("_", "\\_", StringComparison.Ordinal);
        return
        [
            // Without a host the account may come from every address that the network lets through.
            $"CREATE USER IF NOT EXISTS '{user}' IDENTIFIED BY @password{requires}",
            $"ALTER USER '{user}' IDENTIFIED BY @password{requires}",
            $"GRANT {Rights} ON `{only}`.* TO '{user}'",
        ];
    }

    private DatabaseSession Remember(string now, DatabaseSession session)
    {
        _lastGood = options.Value.Entra ? null : now;
        return session;
    }

    // Another instance may have been faster; then the old one is refused, and the new one opens the door.
    private async Task<bool> RenewAsync(string now)
    {
        if (_lastGood is not { } before || before == now)
        {
            return false;
        }

        try
        {
            await using DatabaseSession session = await connector.OpenAsync(options.Value.User, before);
            bool mariaDb = (await session.QueryAsync("SELECT VERSION()", static row => row.GetString(0))).Single().Contains("MariaDB", StringComparison.Ordinal);
            await session.ExecuteAsync(mariaDb ? "SET PASSWORD = PASSWORD(@password)" : "SET PASSWORD = @password", ("@password", now));
            log.PasswordRenewed(options.Value.User);
            return true;
        }
        catch (Exception e) when (FailurePolicy.KindOf(e) == FailureKind.AccessDenied)
        {
            return false;
        }
    }

    private async Task<bool> MakeAsync(string now)
    {
        DatabaseOptions database = options.Value;
        if (!database.MakesAccount || !File.Exists(database.AdministratorPasswordFile))
        {
            return false;
        }

        await using DatabaseSession administrator = await connector.OpenAsync(database.Administrator, new FilePassword(database.AdministratorPasswordFile).Read());
        foreach (string statement in Statements(database.User, database.Name, database.Tls != "off"))
        {
            await administrator.ExecuteAsync(statement, ("@password", now));
        }

        log.AccountMade(database.User);
        return true;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,32}$")]
    private static partial Regex Name();
}
