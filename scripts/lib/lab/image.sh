# shellcheck shell=bash
# The disk image that all machines boot from, made once for each recipe, and what goes with it:
#   image-HASH/{disk.img,ssh_key,ssh_key.pub,ca.crt,ca.key,vault.crt,vault.key,storage.key}

LAB_DISK_SIZE=4G

# Everything that decides what is in the image. The kernel counts, as its modules are copied in.
image_hash() {
    {
        linux.uml --version
        cat "${BASH_SOURCE[0]}"
        cd "$LAB_SOURCES/image" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    } | sha256sum | cut -c1-12
}

# Sets LAB_IMAGE to the folder of the current recipe's image; builds it when it is not there.
ensure_image() {
    require_packages user-mode-linux mmdebstrap debian-archive-keyring e2fsprogs openssl openssh-client
    LAB_IMAGE=$LAB_IMAGE_STORE/image-$(image_hash)
    [ -e "$LAB_IMAGE/disk.img" ] || build_image
}

build_image() {
    local begin=$SECONDS work=$LAB_IMAGE.new
    say "building the machine image (once for this recipe, some minutes): ${LAB_IMAGE##*/}"
    rm -rf "$work"
    mkdir -p "$work"
    make_keys "$work"
    local packages
    packages=$(sed 's/#.*//' "$LAB_SOURCES/image/packages" | xargs | tr ' ' ,)
    if ! LAB_KEYS=$work mmdebstrap --mode=root --variant=minbase --include="$packages" \
        --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' \
        --customize-hook="$LAB_SOURCES/image/customize" \
        bookworm "$work/tree" >"$work/build.log" 2>&1; then
        tail -n 20 "$work/build.log" >&2
        fail "$EXIT_FAILED" "could not build the image; the whole log is $work/build.log"
    fi
    # No lazy initialisation: it would write in the background of every machine's first minutes.
    mke2fs -q -t ext4 -d "$work/tree" -E lazy_itable_init=0,lazy_journal_init=0 -L lab "$work/disk.img" "$LAB_DISK_SIZE" >/dev/null
    rm -rf "$work/tree"
    mv "$work" "$LAB_IMAGE"
    remove_unused_images
    say "image built in $((SECONDS - begin)) s, $(du -h "$LAB_IMAGE/disk.img" | cut -f1) on disk"
}

remove_unused_images() {
    local image
    for image in "$LAB_IMAGE_STORE"/image-*; do
        if [ "$image" != "$LAB_IMAGE" ] && ! readlink "$LAB_MACHINES"/*/image | grep -qxF "$image"; then
            rm -rf "$image"
        fi
    done
}

# Keys of this lab alone: made with the image, gone with it.
make_keys() {
    local dir=$1
    ssh-keygen -q -t ed25519 -N '' -C lab -f "$dir/ssh_key"
    # 64 bytes in base64 are 88 characters that end in ==, the form of a storage account key.
    openssl rand -base64 64 | tr -d '\n' >"$dir/storage.key"
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=Lab CA' \
        -keyout "$dir/ca.key" -out "$dir/ca.crt" 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -subj '/CN=labvault.vault.azure.net' \
        -keyout "$dir/vault.key" -out "$dir/vault.csr" 2>/dev/null
    openssl x509 -req -in "$dir/vault.csr" -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -CAcreateserial -days 3650 \
        -extfile <(printf 'subjectAltName=DNS:labvault.vault.azure.net') -out "$dir/vault.crt" 2>/dev/null
    chmod 600 "$dir"/*.key "$dir/ssh_key"
    rm -f "$dir/vault.csr" "$dir/ca.srl"
}
