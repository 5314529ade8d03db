using System.Reflection;

namespace Steadfast.Local.Runtime.Tests.Contracts;

/// <summary>Keeps local/Runtime/Contracts honest: what it declares exists in the real packages, exactly so, and nothing is declared for nobody.</summary>
public sealed class ContractTests
{
    private static readonly Type[] DeclaredTypes = Assembly.Load("Steadfast.Contracts").GetExportedTypes();

    [Fact]
    public void Every_declaration_stands_in_the_facts_with_the_same_signature()
    {
        Assert.SkipWhen(DeclaredTypes.Length == 0, "built against the real packages");
        var facts = Fact.ReadAll();

        var differences = DeclaredTypes.SelectMany(type => ContractDifferences.Of(type, facts)).ToList();

        Assert.True(differences.Count == 0, $"{differences.Count} declarations differ from the real packages:\n{string.Join('\n', differences)}");
    }

    [Fact]
    public void Every_declared_type_is_used()
    {
        var words = RepositoryWords.Outside("local/Runtime/Contracts", "tests/Runtime/Contracts");

        var used = DeclaredTypes.Where(type => UsedNames(type).Any(words.Contains)).ToHashSet();
        foreach (var type in used.ToList())
        {
            AddWhatItNames(type, used);
        }

        var unused = DeclaredTypes.Except(used).Select(type => type.FullName).Order().ToList();
        Assert.True(unused.Count == 0, $"declared, but named nowhere in functions/, local/ or tests/:\n{string.Join('\n', unused)}");
    }

    /// <summary>An attribute is used without its suffix, a class of extension methods by its methods.</summary>
    private static IEnumerable<string> UsedNames(Type type)
    {
        string name = type.Name.Split('`')[0];
        yield return name;
        if (type.IsSubclassOf(typeof(Attribute)))
        {
            yield return name[..^"Attribute".Length];
        }

        if (type is { IsAbstract: true, IsSealed: true })
        {
            foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                yield return method.Name;
            }
        }
    }

    /// <summary>The base and the types in the signatures of a used type are needed to declare it.</summary>
    private static void AddWhatItNames(Type type, HashSet<Type> used)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(Declared).Where(method => method.IsPublic || method.IsFamily).ToList();
        var parameters = methods.Cast<MethodBase>().Concat(type.GetConstructors(Declared)).SelectMany(method => method.GetParameters());
        IEnumerable<Type?> named = [type.BaseType, .. type.GetInterfaces(), .. methods.Select(method => method.ReturnType), .. parameters.Select(parameter => parameter.ParameterType)];
        foreach (var part in named.OfType<Type>().SelectMany(Parts))
        {
            if (DeclaredTypes.Contains(part) && used.Add(part))
            {
                AddWhatItNames(part, used);
            }
        }
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)]
        : [type];
}
