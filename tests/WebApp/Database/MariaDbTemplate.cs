[assembly: AssemblyFixture(typeof(Steadfast.WebApp.Tests.Database.MariaDbTemplate))]

namespace Steadfast.WebApp.Tests.Database;

/// <summary>The data of an empty server, made once for all tests: that takes longer than to copy it.</summary>
public sealed class MariaDbTemplate : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-template-");

    /// <summary>Folder that is copied.</summary>
    public static string Folder { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        string made = Path.Combine(_folder.FullName, "data");
        await MariaDb.CommandAsync(
            "mariadb-install-db", "--no-defaults", $"--datadir={made}", $"--user={Environment.UserName}", $"--tmpdir={_folder.FullName}",
            "--auth-root-authentication-method=normal", "--skip-test-db");
        Folder = made;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
