using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace MlNetTransfer.Tests.Architecture;

/// <summary>Finds in a compiled assembly which type uses which, from signatures, bases, attributes and method bodies (generics and lambdas included).</summary>
internal sealed class RoomUses
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields()
        .Where(f => f.FieldType == typeof(OpCode)).Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => (ushort)o.Value + 0, o => o.OperandType);

    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly HashSet<(string From, string To)> _uses = [];
    private readonly Collector _collector;
    private string _from = "";

    private RoomUses(PEReader file)
    {
        _file = file;
        _reader = file.GetMetadataReader();
        _collector = new Collector(this);
    }

    /// <summary>All pairs (using type, used type), both full names with namespace, of one assembly file.</summary>
    public static IReadOnlySet<(string From, string To)> Find(string assemblyPath)
    {
        using PEReader file = new(File.OpenRead(assemblyPath));
        RoomUses uses = new(file);
        foreach (TypeDefinitionHandle handle in uses._reader.TypeDefinitions)
        {
            uses.VisitType(handle);
        }

        return uses._uses;
    }

    private void VisitType(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        _from = FullName(handle);
        UseEntity(type.BaseType);
        foreach (InterfaceImplementationHandle i in type.GetInterfaceImplementations())
        {
            UseEntity(_reader.GetInterfaceImplementation(i).Interface);
        }

        foreach (FieldDefinitionHandle f in type.GetFields())
        {
            _reader.GetFieldDefinition(f).DecodeSignature(_collector, null);
        }

        foreach (GenericParameterHandle g in type.GetGenericParameters())
        {
            VisitConstraints(g);
        }

        foreach (CustomAttributeHandle a in type.GetCustomAttributes())
        {
            UseEntity(_reader.GetCustomAttribute(a).Constructor);
        }

        foreach (MethodDefinitionHandle m in type.GetMethods())
        {
            VisitMethod(_reader.GetMethodDefinition(m));
        }
    }

    private void VisitMethod(MethodDefinition method)
    {
        method.DecodeSignature(_collector, null);
        foreach (GenericParameterHandle g in method.GetGenericParameters())
        {
            VisitConstraints(g);
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_collector, null);
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            UseEntity(region.CatchType);
        }

        VisitCode(body.GetILReader());
    }

    private void VisitCode(BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            int op = code.ReadByte();
            op = op == 0xFE ? 0xFE00 | code.ReadByte() : op;
            switch (Operands[op])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    UseEntity(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineI or OperandType.InlineBrTarget or OperandType.InlineString or OperandType.InlineSig or OperandType.ShortInlineR:
                    code.Offset += 4;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
            }
        }
    }

    private void VisitConstraints(GenericParameterHandle handle)
    {
        foreach (GenericParameterConstraintHandle c in _reader.GetGenericParameter(handle).GetConstraints())
        {
            UseEntity(_reader.GetGenericParameterConstraint(c).Type);
        }
    }

    private void UseEntity(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Use(FullName((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                TypeReference reference = _reader.GetTypeReference((TypeReferenceHandle)handle);
                Use(_reader.GetString(reference.Namespace) + "." + _reader.GetString(reference.Name));
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_collector, null);
                break;
            case HandleKind.MethodDefinition:
                UseEntity(_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                UseEntity(_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                UseEntity(_reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                UseEntity(method.Method);
                method.DecodeSignature(_collector, null);
                break;
        }
    }

    private void Use(string to) => _uses.Add((_from, to));

    private string FullName(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = _reader.GetTypeDefinition(type.GetDeclaringType());
        }

        return _reader.GetString(type.Namespace) + "." + _reader.GetString(type.Name);
    }

    /// <summary>Reports every type that a signature mentions; the results themselves do not matter.</summary>
    private sealed class Collector(RoomUses owner) : ISignatureTypeProvider<int, object?>
    {
        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Report(handle);

        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Report(handle);

        public int GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => Report(handle);

        public int GetArrayType(int elementType, ArrayShape shape) => 0;

        public int GetByReferenceType(int elementType) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

        public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

        public int GetGenericMethodParameter(object? genericContext, int index) => 0;

        public int GetGenericTypeParameter(object? genericContext, int index) => 0;

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetPinnedType(int elementType) => 0;

        public int GetPointerType(int elementType) => 0;

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

        public int GetSZArrayType(int elementType) => 0;

        private int Report(EntityHandle handle)
        {
            owner.UseEntity(handle);
            return 0;
        }
    }
}
