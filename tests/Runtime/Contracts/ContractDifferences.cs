namespace Steadfast.Local.Runtime.Tests.Contracts;

/// <summary>Compares a declared type with the real one: what does not match would build here and not against the real package.</summary>
internal static class ContractDifferences
{
    public static IEnumerable<string> Of(Type type, IReadOnlyDictionary<string, Fact> facts)
    {
        if (!facts.TryGetValue(type.FullName!, out var fact))
        {
            return [$"{type.FullName}: no such type in the facts"];
        }

        if (type.IsEnum || HeaderText.IsDelegate(type))
        {
            return fact.Headers.Contains(HeaderText.Of(type)) ? [] : [$"{type.FullName}: {HeaderText.Of(type)}\n    is really {fact.Headers[0]}"];
        }

        var declared = MemberText.Of(type).ToHashSet();
        return
        [
            .. Header(type, fact),
            .. declared.Except(fact.Members).Order().Select(member => $"{type.FullName}: {member}{Similar(member, fact)}"),
            .. fact.Members.Where(member => MustBeImplemented(type, member)).Except(declared).Order()
                .Select(member => $"{type.FullName}: {member}\n    is missing, and a class that derives from the real type has to have it"),
        ];
    }

    private static IEnumerable<string> Header(Type type, Fact fact)
    {
        string header = HeaderText.Of(type);
        if (!fact.Headers.Any(real => real == header || real.StartsWith(header + " ", StringComparison.Ordinal)))
        {
            yield return $"{type.FullName}: {header}\n    is really {fact.Headers[0]}";
        }

        string[] parents = [.. fact.Headers.SelectMany(Parents)];
        if (HeaderText.BaseOf(type) is { } parent && !parents.Contains(parent))
        {
            yield return $"{type.FullName}: derives from {parent}\n    is really {fact.Headers[0]}";
        }

        foreach (var extra in type.GetInterfaces().Select(TypeText.Of).Where(name => !IsImplied(type, name, parents)))
        {
            yield return $"{type.FullName}: implements {extra}\n    is really {fact.Headers[0]}";
        }
    }

    // A record is always IEquatable of itself, an attribute or exception brings what its base has; the facts do not repeat that.
    private static bool IsImplied(Type type, string name, string[] parents) =>
        parents.Contains(name)
        || name == $"IEquatable<{TypeText.Of(type)}>"
        || type.BaseType?.GetInterfaces().Select(TypeText.Of).Contains(name) == true;

    private static IEnumerable<string> Parents(string header)
    {
        int colon = header.IndexOf(" : ", StringComparison.Ordinal);
        return colon < 0 ? [] : header[(colon + 3)..].Split(" where ")[0].Split(", ");
    }

    private static bool MustBeImplemented(Type type, string member) =>
        type.IsInterface || (type.IsAbstract && !type.IsSealed && member.Contains(" abstract ", StringComparison.Ordinal));

    private static string Similar(string member, Fact fact)
    {
        string name = NameOf(member);
        var similar = fact.Members.Where(real => NameOf(real) == name).Select(real => $"\n    really {real}").ToList();
        return similar.Count == 0 ? "\n    no such member in the facts" : string.Concat(similar);
    }

    private static string NameOf(string member) => member.Split(['(', '{', '='])[0].Trim().Split(' ')[^1].Split('<')[0];
}
