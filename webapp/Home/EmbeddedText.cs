namespace Steadfast.WebApp.Home;

/// <summary>Files that are part of the program.</summary>
internal static class EmbeddedText
{
    /// <summary>The file's text.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
