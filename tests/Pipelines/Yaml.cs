using YamlDotNet.RepresentationModel;

namespace Steadfast.Pipelines.Tests;

/// <summary>A node of a YAML file, addressed as people speak of it. What is absent is <see cref="None"/>, which has no text and no children.</summary>
internal sealed class Yaml
{
    private readonly YamlNode? _node;

    private Yaml(YamlNode? node) => _node = node;

    public static Yaml None { get; } = new(null);

    public static Yaml[] Documents(string relative)
    {
        YamlStream stream = new();
        stream.Load(new StringReader(Repository.Text(relative)));
        return [.. stream.Documents.Select(document => new Yaml(document.RootNode))];
    }

    public static Yaml File(string relative) => Documents(relative).Single();

    public Yaml this[string key] => Named.FirstOrDefault(child => child.Key == key) is { Value: { } found } ? found : None;

    public bool Exists => _node is not null;

    public string? Text => (_node as YamlScalarNode)?.Value;

    /// <summary>True for <c>{}</c>.</summary>
    public bool IsEmptyMapping => _node is YamlMappingNode { Children.Count: 0 };

    public Yaml[] Items => _node is YamlSequenceNode list ? [.. list.Children.Select(child => new Yaml(child))] : [];

    public KeyValuePair<string, Yaml>[] Named => _node is YamlMappingNode map
        ? [.. map.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, new Yaml(child.Value)))]
        : [];

    /// <summary>Names and texts of a mapping that holds nothing but texts.</summary>
    public Dictionary<string, string?> Texts => Named.ToDictionary(child => child.Key, child => child.Value.Text);
}
