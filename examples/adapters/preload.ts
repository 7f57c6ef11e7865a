import "@x/dodo-emulator/register";
