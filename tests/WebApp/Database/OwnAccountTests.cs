using Steadfast.WebApp.Database;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Database;

/// <summary>A new server knows its administrator only; the application makes an account for itself, and needs the administrator no more.</summary>
[Trait("Category", "real-processes")]
public sealed class OwnAccountTests
{
    private const string Account = "steadfast-web";

    [Fact]
    public async Task It_makes_its_account_with_rights_on_its_one_database()
    {
        await using var database = await ServerAsync();
        await using var client = await NotesClient.StartConnectedAsync(Settings(database));

        await client.StoreAsync("the first");

        Assert.Equal("USAGE", await database.SqlAsync($"SELECT GROUP_CONCAT(privilege_type) FROM information_schema.user_privileges WHERE grantee LIKE '%{Account}%'"));
        Assert.Equal(
            "steadfast\tALTER,CREATE,DELETE,INDEX,INSERT,SELECT,UPDATE",
            await database.SqlAsync($"SELECT table_schema, GROUP_CONCAT(privilege_type ORDER BY privilege_type) FROM information_schema.schema_privileges WHERE grantee LIKE '%{Account}%' GROUP BY table_schema"));
        Assert.Equal("0", await database.SqlAsync("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'administrator'"));
    }

    [Fact]
    public async Task Instances_that_start_at_once_get_the_same_account()
    {
        await using var database = await ServerAsync();
        NotesClient[] clients = await Task.WhenAll(Enumerable.Range(1, 3).Select(id => NotesClient.StartAsync(Settings(database), $"{id}")));

        await Task.WhenAll(clients.Select(client => client.BecomesAsync("ok")));
        await Task.WhenAll(clients.Select(client => client.StoreAsync("a note")));

        Assert.Equal("1", await database.SqlAsync($"SELECT COUNT(*) FROM mysql.user WHERE user = '{Account}'"));
        foreach (NotesClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Once_it_has_the_account_it_needs_no_administrator()
    {
        await using var database = await ServerAsync();
        await using (var first = await NotesClient.StartConnectedAsync(Settings(database)))
        {
            await first.StoreAsync("the first");
        }

        await database.SqlAsync("DROP USER administrator");
        await using var second = await NotesClient.StartConnectedAsync(Settings(database));

        await second.StoreAsync("the second");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_renewed_password_is_given_to_the_account_by_those_who_had_the_old_one(bool restarted)
    {
        await using var database = await ServerAsync();
        await using var first = await NotesClient.StartConnectedAsync(Settings(database));
        var second = await NotesClient.StartConnectedAsync(Settings(database), "2");
        await database.SqlAsync("DROP USER administrator");
        string before = await HashAsync(database);

        await File.WriteAllTextAsync(database.PasswordFile, "second-" + Guid.NewGuid().ToString("N"), TestContext.Current.CancellationToken);
        if (restarted)
        {
            await second.DisposeAsync();
            second = await NotesClient.StartAsync(Settings(database), "2");
        }

        await Eventually.TrueAsync(async () => await HashAsync(database) != before, "the account has another password");
        await Task.WhenAll(first.BecomesAsync("ok"), second.BecomesAsync("ok"));
        await Task.WhenAll(first.StoreAsync("the first"), second.StoreAsync("the second"));
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_administrators_password_it_says_that_it_is_refused()
    {
        await using var database = await ServerAsync();
        File.Delete(AdministratorFile(database));
        await using var client = await NotesClient.StartAsync(Settings(database));

        await Eventually.TrueAsync(async () => (await client.DatabaseAsync()).GetProperty("error").GetString() == "accessDenied", "the account is refused");

        Assert.Equal("0", await database.SqlAsync($"SELECT COUNT(*) FROM mysql.user WHERE user = '{Account}'"));
    }

    [Fact]
    public void An_underscore_in_the_name_of_the_database_lets_in_no_other() =>
        Assert.Equal(
            [
                "CREATE USER IF NOT EXISTS 'web' IDENTIFIED BY @password REQUIRE SSL",
                "ALTER USER 'web' IDENTIFIED BY @password REQUIRE SSL",
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX ON `my\\_notes`.* TO 'web'",
            ],
            OwnAccount.Statements("web", "my_notes", encrypted: true));

    [Theory]
    [InlineData("steadfast-web", true)]
    [InlineData("a'; DROP USER b", false)]
    [InlineData("", false)]
    [InlineData("a_name_that_is_longer_than_32_chars", false)]
    public void Only_a_plain_name_becomes_part_of_a_statement(string name, bool plain) => Assert.Equal(plain, OwnAccount.IsName(name));

    // A server that knows its administrator, as one that Azure has just made.
    private static async Task<MariaDb> ServerAsync()
    {
        MariaDb database = await MariaDb.StartAsync();
        string password = Guid.NewGuid().ToString("N");
        await File.WriteAllTextAsync(AdministratorFile(database), password, TestContext.Current.CancellationToken);
        await database.SqlAsync($"CREATE USER administrator IDENTIFIED BY '{password}'; GRANT ALL ON *.* TO administrator WITH GRANT OPTION");
        return database;
    }

    private static Dictionary<string, string?> Settings(MariaDb database) => new(database.Settings)
    {
        ["STEADFAST_DATABASE_USER"] = Account,
        ["STEADFAST_DATABASE_ADMINISTRATOR"] = "administrator",
        ["STEADFAST_DATABASE_ADMINISTRATOR_PASSWORD_FILE"] = AdministratorFile(database),
    };

    private static string AdministratorFile(MariaDb database) => database.PasswordFile + "-of-the-administrator";

    private static Task<string> HashAsync(MariaDb database) => database.SqlAsync($"SELECT authentication_string FROM mysql.user WHERE user = '{Account}'");
}
