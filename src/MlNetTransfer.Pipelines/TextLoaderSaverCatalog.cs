using MlNetTransfer.Pipelines.Binding;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines;

/// <summary>Reads text files.</summary>
public static class TextLoaderSaverCatalog
{
    /// <summary>A file of separated values as a data view: members with <see cref="LoadColumnAttribute"/> or <see cref="LoadColumnNameAttribute"/> are the columns.</summary>
    /// <typeparam name="TInput">Class with the members.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file, UTF-8; read at each pass.</param>
    /// <param name="separatorChar">What stands between values.</param>
    /// <param name="hasHeader">Whether the first line has names.</param>
    /// <param name="allowQuoting">Whether values may stand in double quotes, doubled inside; a quoted value ends on its line.</param>
    /// <param name="trimWhitespace">Whether spaces at the end of values are left out.</param>
    /// <param name="allowSparse">Accepted so that programs compile: there are no sparse values.</param>
    /// <returns>The view.</returns>
    /// <exception cref="ArgumentException">No member says its column, or one says another type than text, numbers, booleans or arrays of them.</exception>
    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog,
        string path,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new TextDataView(path, TextColumn.Of(typeof(TInput)), new TextFormat(separatorChar, hasHeader, allowQuoting, trimWhitespace));
    }
}
