using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Tollgate.StartupProfile;

/// <summary>
/// A profile that crossgen2 reads (<c>--mibc</c>): a zipped assembly whose global method <c>AssemblyDictionary</c> names, for each set of assemblies,
/// a global method that loads the tokens of their methods.
/// </summary>
internal static class ProfileFile
{
    private const int MaxStack = 8;

    /// <summary>Writes the profile in an order that doesn't depend on the run. Returns how many methods are in it.</summary>
    public static int Write(string path, IEnumerable<MethodBase> methods)
    {
        var name = Path.GetFileName(path);
        var metadata = new MetadataBuilder();
        var references = new MethodReferences(metadata);
        var groups = new SortedDictionary<string, List<EntityHandle>>(StringComparer.Ordinal);
        var count = 0;
        foreach (var method in methods.OrderBy(Text, StringComparer.Ordinal))
        {
            if (references.TryAdd(method, out var assemblies, out var handle))
            {
                groups.TryAdd(assemblies, []);
                groups[assemblies].Add(handle);
                count++;
            }
        }

        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using var entry = archive.CreateEntry(name + ".dll", CompressionLevel.SmallestSize).Open();
        Assembly(metadata, name, groups).WriteContentTo(entry);
        return count;
    }

    private static string Text(MethodBase method) => $"{method.Module.Assembly.GetName().Name} {method.DeclaringType} {method.MetadataToken} {method}";

    private static BlobBuilder Assembly(MetadataBuilder metadata, string name, SortedDictionary<string, List<EntityHandle>> groups)
    {
        metadata.AddModule(0, metadata.GetOrAddString(name), metadata.GetOrAddGuid(new Guid("5d1f0a4e-5b52-4f0e-9a53-6a8ed2d0c1b7")), default, default);
        metadata.AddAssembly(metadata.GetOrAddString(name), new Version(1, 0), default, default, 0, AssemblyHashAlgorithm.None);
        metadata.AddTypeDefinition(
            default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));

        var code = new BlobBuilder();
        var bodies = new MethodBodyStreamEncoder(code);
        var dictionary = new InstructionEncoder(new BlobBuilder());
        foreach (var (assemblies, methods) in groups)
        {
            var group = new InstructionEncoder(new BlobBuilder());
            foreach (var method in methods)
            {
                Load(group, method);
            }

            dictionary.LoadString(metadata.GetOrAddUserString(assemblies));
            Load(dictionary, Add(metadata, bodies, group, "Assemblies"));
        }

        Add(metadata, bodies, dictionary, "AssemblyDictionary");
        var header = new PEHeaderBuilder(imageCharacteristics: Characteristics.Dll | Characteristics.ExecutableImage);
        var file = new BlobBuilder();
        new ManagedPEBuilder(header, new MetadataRootBuilder(metadata), code, deterministicIdProvider: _ => default).Serialize(file);
        return file;
    }

    private static void Load(InstructionEncoder code, EntityHandle token)
    {
        code.OpCode(ILOpCode.Ldtoken);
        code.Token(token);
        code.OpCode(ILOpCode.Pop);
    }

    private static MethodDefinitionHandle Add(MetadataBuilder metadata, MethodBodyStreamEncoder bodies, InstructionEncoder code, string name)
    {
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(0, static type => type.Void(), static _ => { });
        return metadata.AddMethodDefinition(
            MethodAttributes.Public | MethodAttributes.Static,
            MethodImplAttributes.IL,
            metadata.GetOrAddString(name),
            metadata.GetOrAddBlob(signature),
            bodies.AddMethodBody(code, MaxStack),
            MetadataTokens.ParameterHandle(1));
    }
}
