namespace Steadfast.Local.Scenarios.Twins;

/// <summary>The disk of a machine: a folder. Only a reimage puts it back as it was delivered; a restart leaves it as it is.</summary>
/// <param name="folder">The folder; made when it is not there.</param>
internal sealed class MachineDisk(string folder)
{
    private const string SettingsFile = "web.env";

    /// <summary>The settings of the web application that stand on it, NAME=VALUE a line.</summary>
    public IReadOnlyDictionary<string, string?> Settings()
    {
        string file = Path.Combine(folder, SettingsFile);
        return !File.Exists(file) ? new Dictionary<string, string?>() : File.ReadAllLines(file)
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => (string?)parts[1]);
    }

    /// <summary>Spoils the settings: a web application that is started with them says so and ends.</summary>
    public void Damage()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, SettingsFile), "Drain__Deadline=damaged\n");
    }

    /// <summary>Puts it back as it was delivered: empty.</summary>
    public void Reimage()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
